package org.crmlink.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.crmlink.architecture.violation.ViolationHelper;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The arrows of the architecture page. Maven's enforcer holds the modules to them, this test holds the classes. */
class ArchitectureTest {
    private static final Pattern EMPTY_NAME =
            Pattern.compile(".*(Util|Utils|Utilities|Helper|Helpers|Manager|Impl|Common|Misc)");

    private static final String OURS = "org.crmlink..";

    private static JavaClasses production;

    /** One folder of the architecture: its packages and the packages of ours that it may know. */
    enum Folder {
        SDK_API("org.crmlink.sdk.."),
        SDK_TOOLKIT("org.crmlink.toolkit..", "org.crmlink.sdk.."),
        SDK_HOST("org.crmlink.host..", "org.crmlink.sdk.."),
        CONNECTORS("org.crmlink.connector..", "org.crmlink.sdk..", "org.crmlink.toolkit.."),
        SYNC_ENGINE("org.crmlink.engine..", "org.crmlink.sdk..", "org.crmlink.host.."),
        SANDBOX("org.crmlink.sandbox.."),
        TCK("org.crmlink.tck..", "org.crmlink.sdk..", "org.crmlink.host.."),
        // Of the engine and the sandbox only the small public faces, their root packages.
        CLI(
                "org.crmlink.cli..",
                "org.crmlink.sdk..",
                "org.crmlink.host..",
                "org.crmlink.engine",
                "org.crmlink.sandbox");

        private final String packages;
        private final List<String> mayKnow;

        Folder(String packages, String... mayKnow) {
            this.packages = packages;
            this.mayKnow = List.of(mayKnow);
        }
    }

    @BeforeAll
    static void importProductionClasses() {
        production = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("org.crmlink");
    }

    @ParameterizedTest
    @EnumSource
    void everyFolderHasClassesSoThatItsRulesCanFail(Folder folder) {
        assertThat(production.that(resideInAPackage(folder.packages))).isNotEmpty();
    }

    @Test
    void everyClassLivesInOneOfTheFolders() {
        classes().should().resideInAnyPackage(packagesOfAllFolders()).check(production);
    }

    @ParameterizedTest
    @EnumSource
    void aFolderKnowsOnlyTheFoldersItsArrowsPointTo(Folder folder) {
        arrowsOf(folder.packages, folder.mayKnow).check(production);
    }

    @Test
    void noConnectorKnowsAnother() {
        slices().matching("org.crmlink.connector.(*)..")
                .should()
                .notDependOnEachOther()
                .check(production);
    }

    @Test
    void theContractIsBuiltOfTheJdkAndJSpecifyAlone() {
        classes()
                .that()
                .resideInAPackage("org.crmlink.sdk..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "org.jspecify.annotations", "org.crmlink.sdk..")
                .check(production);
    }

    @Test
    void internalPackagesAreUsedOnlyByTheirOwnFolder() {
        for (Folder folder : Folder.values()) {
            String internal = folder.packages.replace("..", "..internal..");
            noClasses()
                    .that()
                    .resideOutsideOfPackage(folder.packages)
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage(internal)
                    .check(production);
        }
    }

    @Test
    void noClassIsNamedAfterNothing() {
        namesThatSaySomething().check(production);
    }

    @Test
    void onlyTheCommandLineUsesTheStandardStreams() {
        silentOutside("org.crmlink.cli..", "org.crmlink.tck..").check(production);
    }

    @Test
    void librariesLogThroughTheSystemLogger() {
        noClasses()
                .that()
                // the certification kit watches what others log and print
                .resideOutsideOfPackages("org.crmlink.cli..", "org.crmlink.tck..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.util.logging..", "org.slf4j..", "ch.qos.logback..")
                .check(production);
    }

    @Test
    void theRulesFindWhatTheyForbid() {
        JavaClasses violation = new ClassFileImporter().importClasses(ViolationHelper.class);
        String there = "org.crmlink.architecture.violation";

        assertThatThrownBy(() -> arrowsOf(there, List.of()).check(violation))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("org.crmlink.sdk.ConnectorProvider");
        assertThatThrownBy(() -> namesThatSaySomething().check(violation))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("ViolationHelper");
        assertThatThrownBy(() -> silentOutside("org.crmlink.cli..").check(violation))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("System.out");
    }

    private static ArchRule arrowsOf(String packages, List<String> mayKnow) {
        return noClasses()
                .that()
                .resideInAPackage(packages)
                .should()
                .dependOnClassesThat(resideInAPackage(OURS)
                        .and(not(resideInAPackage(packages)))
                        .and(not(resideInAnyPackage(mayKnow.toArray(String[]::new)))));
    }

    private static ArchRule namesThatSaySomething() {
        return noClasses()
                .should()
                .haveNameMatching(EMPTY_NAME.pattern())
                .because("a reader finds the room by the name");
    }

    private static ArchRule silentOutside(String... packages) {
        return noClasses().that().resideOutsideOfPackages(packages).should(ACCESS_STANDARD_STREAMS);
    }

    private static String[] packagesOfAllFolders() {
        return Arrays.stream(Folder.values()).map(folder -> folder.packages).toArray(String[]::new);
    }
}
