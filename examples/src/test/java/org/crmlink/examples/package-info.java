/** The examples, built and run as strangers build and run them: as processes of their own, with the jars that they ask for and no others. */
package org.crmlink.examples;
