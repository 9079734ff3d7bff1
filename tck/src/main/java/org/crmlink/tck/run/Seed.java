package org.crmlink.tck.run;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A record that a check made through the back door.
 *
 * @param id its id
 * @param marker the text that no other record has
 * @param values what it was made of
 */
public record Seed(String id, String marker, Map<String, @Nullable Object> values) {}
