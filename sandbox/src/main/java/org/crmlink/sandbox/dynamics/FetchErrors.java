package org.crmlink.sandbox.dynamics;

/**
 * The refusals of FetchXML. Numbers are those of the SDK's ErrorCodes (its {@code QueryBuilder…} family); texts are quoted where a public
 * source has them, else they are ours.
 */
final class FetchErrors {

    private FetchErrors() {}

    private static ApiException error(String code, String message) {
        return new ApiException(400, code, message);
    }

    /** No XML, or XML that is no query at all (seen in Xrm-WebApi-Client#37). */
    static ApiException invalidXml() {
        return error("0x80040201", "Invalid XML.");
    }

    static ApiException noEntity(String name) {
        return error(
                "0x80041102",
                "The entity with a name = '" + name
                        + "' with namemapping = 'Logical' was not found in the MetadataCache.");
    }

    /** dynamics.md §3.5. */
    static ApiException noAttribute(String entity, String name) {
        return error("0x80041103", "'" + entity + "' entity doesn't contain attribute with Name = '" + name + "'.");
    }

    static ApiException attributeWithAggregate(String name) {
        return error(
                "0x80041107",
                "Attributes can not be returned if aggregate operation is specified. Attribute = '" + name + "'.");
    }

    static ApiException invalidValue(String message) {
        return error("0x80041108", message);
    }

    static ApiException aliasNotUnique(String alias) {
        return error("0x80041109", "FetchXML should have unique aliases. Alias = '" + alias + "'.");
    }

    static ApiException noSuchAlias(String alias) {
        return error("0x8004110a", "Link entity with name or alias " + alias + " is not found.");
    }

    static ApiException aliasMissing(String what) {
        return error("0x8004110b", "An alias is required for " + what + ".");
    }

    static ApiException notPositive(String attribute) {
        return error("0x8004110c", "The value of the attribute '" + attribute + "' must be greater than zero.");
    }

    static ApiException badMapping() {
        return error("0x80041116", "The mapping specified is invalid. Valid values are 'logical' and 'internal'.");
    }

    static ApiException badLinkType(String type) {
        return error("0x80041117", "The link-type '" + type + "' is invalid.");
    }

    static ApiException badAggregate(String aggregate) {
        return error("0x8004111a", "The aggregate '" + aggregate + "' is invalid.");
    }

    /** Quoted in Colso.Xrm.DataTransporter#18. */
    static ApiException badNode(String valid, String name) {
        return error("0x8004111c", "Invalid Child Node, valid nodes are " + valid + ". NodeName = " + name);
    }

    static ApiException attributeMissing(String element, String attribute) {
        return error(
                "0x8004111e",
                "A required attribute was not specified: '" + attribute + "' of the element '" + element + "'.");
    }

    static ApiException badOperator(String operator) {
        return error("0x80041120", "The condition operator '" + operator + "' is invalid.");
    }

    static ApiException badFilterType(String type) {
        return error("0x80041122", "The filter type '" + type + "' is invalid.");
    }

    static ApiException orderOfUnknownAlias(String alias) {
        return error("0x80041126", "The link entity or alias '" + alias + "' of an order was not found.");
    }

    static ApiException topNotPositive() {
        return error("0x80041127", "The value of the attribute 'top' must be greater than zero.");
    }

    /** The number has the name QueryBuilderEntitiesDontMatch. */
    static ApiException entitiesDoNotMatch() {
        return error(
                "0x80041128",
                "Entity name specified in fetchxml does not match the entity name specified in the Entity or Query"
                        + " Expression.");
    }

    /** Text from DynamicsWebApi#98 and FetchXMLBuilder#926; the number is our assumption. */
    static ApiException topWithPaging(String attribute) {
        return error("0x80040203", "The top attribute can't be specified with paging attribute " + attribute);
    }

    /** Documented with the limits of FetchXML. */
    static ApiException tooManyConditions() {
        return error("0x8004430c", "Number of conditions in query exceeded maximum limit.");
    }

    /** Documented with the limits of FetchXML. */
    static ApiException tooManyLinks() {
        return error("0x8004430d", "Number of link entities in query exceeded maximum limit.");
    }

    /** Documented with aggregation. */
    static ApiException aggregateLimit() {
        return error("0x8004e023", "AggregateQueryRecordLimit exceeded. Cannot perform this operation.");
    }

    static ApiException badDate(String text) {
        return error(
                "0x80040239",
                "The date-time format for " + text + " is invalid, or value is outside the supported range.");
    }

    /** Documented is the limit of 50,000 rows; how the service says so is our assumption. */
    static ApiException pagedTooFar(int limit) {
        return error(
                "0x80040203",
                "Paging without a paging cookie reaches no further than " + limit + " records. Use a paging cookie.");
    }

    static ApiException badCookie() {
        return error("0x80040203", "Malformed XML in the Paging Cookie");
    }
}
