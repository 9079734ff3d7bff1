package org.crmlink.tck.mutants;

import org.crmlink.paper.connector.Flaw;

/**
 * The reference connector with one odd and legal behaviour, which must pass.
 *
 * @param flaw the behaviour
 * @param behaviour it in words, and why it is legal
 */
public record Decoy(Flaw flaw, String behaviour) {}
