package org.crmlink.benchmarks.contestant;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.LocalDate;
import org.apache.camel.component.salesforce.api.dto.AbstractSObjectBase;
import org.jspecify.annotations.Nullable;

/**
 * The account as camel-salesforce's Maven plugin would generate it for an organization with these fields; id, name, owner and times are in the library's
 * base class. Numbers are {@code Double} and choices enumerations, as it generates them. One-at-a-time.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class CamelAccount extends AbstractSObjectBase {

    @JsonProperty("AccountNumber")
    private @Nullable String accountNumber;

    @JsonProperty("Email__c")
    private @Nullable String email;

    @JsonProperty("Phone")
    private @Nullable String phone;

    @JsonProperty("Website")
    private @Nullable String website;

    @JsonProperty("BillingStreet")
    private @Nullable String billingStreet;

    @JsonProperty("BillingCity")
    private @Nullable String billingCity;

    @JsonProperty("Description")
    private @Nullable String description;

    @JsonProperty("AnnualRevenue")
    private @Nullable Double annualRevenue;

    @JsonProperty("ExchangeRate__c")
    private @Nullable Double exchangeRate;

    @JsonProperty("NumberOfEmployees")
    private @Nullable Integer numberOfEmployees;

    @JsonProperty("IndustryCode__c")
    private @Nullable CamelIndustry industryCode;

    @JsonProperty("StateCode__c")
    private @Nullable CamelState stateCode;

    @JsonProperty("CreditOnHold__c")
    private @Nullable Boolean creditOnHold;

    @JsonProperty("RenewalDay__c")
    private @Nullable LocalDate renewalDay;

    @JsonProperty("PrimaryContact__c")
    private @Nullable String primaryContact;

    @JsonProperty("ParentId")
    private @Nullable String parentId;

    @JsonProperty("AccountNumber")
    public @Nullable String getAccountNumber() {
        return accountNumber;
    }

    @JsonProperty("AccountNumber")
    public void setAccountNumber(@Nullable String value) {
        this.accountNumber = value;
    }

    @JsonProperty("Email__c")
    public @Nullable String getEmail() {
        return email;
    }

    @JsonProperty("Email__c")
    public void setEmail(@Nullable String value) {
        this.email = value;
    }

    @JsonProperty("Phone")
    public @Nullable String getPhone() {
        return phone;
    }

    @JsonProperty("Phone")
    public void setPhone(@Nullable String value) {
        this.phone = value;
    }

    @JsonProperty("Website")
    public @Nullable String getWebsite() {
        return website;
    }

    @JsonProperty("Website")
    public void setWebsite(@Nullable String value) {
        this.website = value;
    }

    @JsonProperty("BillingStreet")
    public @Nullable String getBillingStreet() {
        return billingStreet;
    }

    @JsonProperty("BillingStreet")
    public void setBillingStreet(@Nullable String value) {
        this.billingStreet = value;
    }

    @JsonProperty("BillingCity")
    public @Nullable String getBillingCity() {
        return billingCity;
    }

    @JsonProperty("BillingCity")
    public void setBillingCity(@Nullable String value) {
        this.billingCity = value;
    }

    @JsonProperty("Description")
    public @Nullable String getDescription() {
        return description;
    }

    @JsonProperty("Description")
    public void setDescription(@Nullable String value) {
        this.description = value;
    }

    @JsonProperty("AnnualRevenue")
    public @Nullable Double getAnnualRevenue() {
        return annualRevenue;
    }

    @JsonProperty("AnnualRevenue")
    public void setAnnualRevenue(@Nullable Double value) {
        this.annualRevenue = value;
    }

    @JsonProperty("ExchangeRate__c")
    public @Nullable Double getExchangeRate() {
        return exchangeRate;
    }

    @JsonProperty("ExchangeRate__c")
    public void setExchangeRate(@Nullable Double value) {
        this.exchangeRate = value;
    }

    @JsonProperty("NumberOfEmployees")
    public @Nullable Integer getNumberOfEmployees() {
        return numberOfEmployees;
    }

    @JsonProperty("NumberOfEmployees")
    public void setNumberOfEmployees(@Nullable Integer value) {
        this.numberOfEmployees = value;
    }

    @JsonProperty("IndustryCode__c")
    public @Nullable CamelIndustry getIndustryCode() {
        return industryCode;
    }

    @JsonProperty("IndustryCode__c")
    public void setIndustryCode(@Nullable CamelIndustry value) {
        this.industryCode = value;
    }

    @JsonProperty("StateCode__c")
    public @Nullable CamelState getStateCode() {
        return stateCode;
    }

    @JsonProperty("StateCode__c")
    public void setStateCode(@Nullable CamelState value) {
        this.stateCode = value;
    }

    @JsonProperty("CreditOnHold__c")
    public @Nullable Boolean getCreditOnHold() {
        return creditOnHold;
    }

    @JsonProperty("CreditOnHold__c")
    public void setCreditOnHold(@Nullable Boolean value) {
        this.creditOnHold = value;
    }

    @JsonProperty("RenewalDay__c")
    public @Nullable LocalDate getRenewalDay() {
        return renewalDay;
    }

    @JsonProperty("RenewalDay__c")
    public void setRenewalDay(@Nullable LocalDate value) {
        this.renewalDay = value;
    }

    @JsonProperty("PrimaryContact__c")
    public @Nullable String getPrimaryContact() {
        return primaryContact;
    }

    @JsonProperty("PrimaryContact__c")
    public void setPrimaryContact(@Nullable String value) {
        this.primaryContact = value;
    }

    @JsonProperty("ParentId")
    public @Nullable String getParentId() {
        return parentId;
    }

    @JsonProperty("ParentId")
    public void setParentId(@Nullable String value) {
        this.parentId = value;
    }
}
