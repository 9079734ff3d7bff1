package org.crmlink.benchmarks.contestant;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** The picklist of states in the form in which camel-salesforce's Maven plugin generates picklists. */
public enum CamelState {
    VALUE_0("0"),
    VALUE_1("1");

    private final String value;

    CamelState(String value) {
        this.value = value;
    }

    @JsonValue
    public String value() {
        return value;
    }

    @JsonCreator
    public static CamelState fromValue(String value) {
        for (CamelState one : values()) {
            if (one.value.equals(value)) {
                return one;
            }
        }
        throw new IllegalArgumentException(value);
    }
}
