package org.crmlink.sandbox.salesforce.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.crmlink.sandbox.salesforce.org.Field;
import org.crmlink.sandbox.salesforce.org.FieldType;
import org.crmlink.sandbox.salesforce.org.OnDelete;
import org.crmlink.sandbox.salesforce.org.OrgSchema;
import org.crmlink.sandbox.salesforce.org.SObject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SourceFormatTest {

    private static final OrgSchema BASE = new OrgSchema(StandardObjects.all());

    @TempDir
    private Path folder;

    @BeforeEach
    void anObject() throws IOException {
        write(
                "objects/Bike__c/Bike__c.object-meta.xml",
                "<CustomObject><label>Bike</label><nameField><label>Bike No.</label><type>AutoNumber</type>"
                        + "<displayFormat>B-{000}</displayFormat></nameField><pluralLabel>Bikes</pluralLabel></CustomObject>");
    }

    private void write(String file, String xml) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + xml);
    }

    private Field field(String type, String more) throws IOException {
        write(
                "objects/Bike__c/fields/X__c.field-meta.xml",
                "<CustomField><fullName>X__c</fullName><label>X</label><type>" + type + "</type>" + more
                        + "</CustomField>");
        return SourceFormat.apply(BASE, folder).object("Bike__c").orElseThrow().require("X__c");
    }

    @Test
    void anObjectHasItsNameItsOwnerAndAPrefixOfItsOwn() throws IOException {
        SObject bike = SourceFormat.apply(BASE, folder).object("bike__c").orElseThrow();
        assertThat(bike.keyPrefix()).isEqualTo("a00");
        assertThat(bike.labelPlural()).isEqualTo("Bikes");
        assertThat(bike.traits().custom()).isTrue();
        assertThat(bike.require("Name").autoNumber()).contains("B-{000}");
        assertThat(bike.field("OwnerId")).isPresent();
        assertThat(bike.field("SystemModstamp")).isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        "Text, STRING",
        "TextArea, TEXTAREA",
        "LongTextArea, TEXTAREA",
        "Html, TEXTAREA",
        "EncryptedText, ENCRYPTEDSTRING",
        "Number, DOUBLE",
        "Currency, CURRENCY",
        "Percent, PERCENT",
        "Checkbox, BOOLEAN",
        "Date, DATE",
        "DateTime, DATETIME",
        "Time, TIME",
        "Email, EMAIL",
        "Phone, PHONE",
        "Url, URL",
        "AutoNumber, STRING"
    })
    void eachTypeHasItsKind(String type, FieldType kind) throws IOException {
        assertThat(field(type, "").type()).isEqualTo(kind);
    }

    @Test
    void whatAFieldDemandsIsKept() throws IOException {
        Field key = field(
                "Text",
                "<length>40</length><externalId>true</externalId><unique>true</unique>"
                        + "<caseSensitive>true</caseSensitive><required>true</required>");
        assertThat(key.length()).isEqualTo(40);
        assertThat(key.externalId()).isTrue();
        assertThat(key.unique()).isTrue();
        assertThat(key.caseSensitive()).isTrue();
        assertThat(field("Text", "<externalId>true</externalId>").unique()).isFalse();
        assertThat(key.nillable()).isFalse();
        assertThat(field("Number", "<precision>8</precision><scale>3</scale>").scale())
                .isEqualTo(3);
        assertThat(field("Number", "<formula>1 + 1</formula>").createable()).isFalse();
    }

    @Test
    void aMasterTakesItsDetailsAlong() throws IOException {
        Field master =
                field("MasterDetail", "<referenceTo>Account</referenceTo><relationshipName>Bikes</relationshipName>");
        assertThat(master.onDelete()).isEqualTo(OnDelete.CASCADE);
        assertThat(master.childRelationshipName()).contains("Bikes__r");
        assertThat(SourceFormat.apply(BASE, folder)
                        .object("Bike__c")
                        .orElseThrow()
                        .field("OwnerId"))
                .isEmpty();
        assertThat(field("Lookup", "<referenceTo>Account</referenceTo>").onDelete())
                .isEqualTo(OnDelete.CLEAR);
    }

    @Test
    void optionsComeFromTheFieldOrFromASetOfAll() throws IOException {
        Field own = field(
                "Picklist",
                "<valueSet><restricted>true</restricted><valueSetDefinition><value><fullName>A</fullName>"
                        + "<default>true</default><label>Aye</label></value></valueSetDefinition></valueSet>");
        assertThat(own.restrictedPicklist()).isTrue();
        assertThat(own.defaultValue()).contains("A");
        write(
                "globalValueSets/Sizes.globalValueSet-meta.xml",
                "<GlobalValueSet><customValue><fullName>L</fullName><label>Large</label></customValue></GlobalValueSet>");
        assertThat(field("MultiselectPicklist", "<valueSet><valueSetName>Sizes</valueSetName></valueSet>")
                        .options())
                .singleElement()
                .satisfies(option -> assertThat(option.label()).isEqualTo("Large"));
        assertThatThrownBy(() -> field("Picklist", "<valueSet><valueSetName>Nope</valueSetName></valueSet>"))
                .hasMessageContaining("X__c.field-meta.xml")
                .hasMessageContaining("Nope");
    }

    @Test
    void aPlaceHasTwoParts() throws IOException {
        field("Location", "<scale>4</scale>");
        SObject bike = SourceFormat.apply(BASE, folder).object("Bike__c").orElseThrow();
        assertThat(bike.parts("X__c")).extracting(Field::name).containsExactly("X__Latitude__s", "X__Longitude__s");
    }

    @Test
    void aStandardObjectGetsMoreFields() throws IOException {
        write(
                "objects/Account/fields/Y__c.field-meta.xml",
                "<CustomField><fullName>Y__c</fullName><type>Date</type></CustomField>");
        assertThat(SourceFormat.apply(BASE, folder)
                        .object("Account")
                        .orElseThrow()
                        .require("Y__c")
                        .type())
                .isEqualTo(FieldType.DATE);
    }

    @Test
    void whatDoesNotFitIsToldWithItsFile() throws IOException {
        assertThatThrownBy(() -> field("Hologram", ""))
                .hasMessageContaining("X__c.field-meta.xml")
                .hasMessageContaining("Hologram");
        Files.delete(folder.resolve("objects/Bike__c/fields/X__c.field-meta.xml"));
        write(
                "objects/Nope__c/fields/Z__c.field-meta.xml",
                "<CustomField><fullName>Z__c</fullName><type>Date</type></CustomField>");
        assertThatThrownBy(() -> SourceFormat.apply(BASE, folder)).hasMessageContaining("Nope__c.object-meta.xml");
        assertThatThrownBy(() -> SourceFormat.apply(BASE, folder.resolve("none")))
                .hasMessageContaining("is no folder");
    }

    @Test
    void aDocumentTypeIsRefused() throws IOException {
        write(
                "objects/Bike__c/Bike__c.object-meta.xml",
                "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/hostname\">]><CustomObject><label>&e;</label></CustomObject>");
        assertThatThrownBy(() -> SourceFormat.apply(BASE, folder)).hasMessageContaining("Bike__c.object-meta.xml");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ebikes", "coral-cloud", "easy-spaces"})
    void theExamplesFit(String example) throws IOException {
        Path definitions = Path.of("..", "examples", "salesforce-org", example);
        OrgSchema schema = SourceFormat.apply(BASE, definitions);
        assertThat(schema.objects()).hasSizeGreaterThan(BASE.objects().size());
    }
}
