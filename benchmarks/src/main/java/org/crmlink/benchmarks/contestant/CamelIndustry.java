package org.crmlink.benchmarks.contestant;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** The picklist of industries in the form in which camel-salesforce's Maven plugin generates picklists. */
public enum CamelIndustry {
    VALUE_1("1"),
    VALUE_2("2"),
    VALUE_3("3"),
    VALUE_4("4"),
    VALUE_5("5"),
    VALUE_6("6"),
    VALUE_7("7"),
    VALUE_8("8"),
    VALUE_9("9"),
    VALUE_10("10"),
    VALUE_11("11"),
    VALUE_12("12"),
    VALUE_13("13"),
    VALUE_14("14"),
    VALUE_15("15"),
    VALUE_16("16"),
    VALUE_17("17"),
    VALUE_18("18"),
    VALUE_19("19"),
    VALUE_20("20"),
    VALUE_21("21"),
    VALUE_22("22"),
    VALUE_23("23"),
    VALUE_24("24"),
    VALUE_25("25"),
    VALUE_26("26"),
    VALUE_27("27"),
    VALUE_28("28"),
    VALUE_29("29"),
    VALUE_30("30"),
    VALUE_31("31"),
    VALUE_32("32"),
    VALUE_33("33");

    private final String value;

    CamelIndustry(String value) {
        this.value = value;
    }

    @JsonValue
    public String value() {
        return value;
    }

    @JsonCreator
    public static CamelIndustry fromValue(String value) {
        for (CamelIndustry one : values()) {
            if (one.value.equals(value)) {
                return one;
            }
        }
        throw new IllegalArgumentException(value);
    }
}
