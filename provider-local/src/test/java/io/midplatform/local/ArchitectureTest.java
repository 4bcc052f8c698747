package io.midplatform.local;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A provider knows the spi, not the engine, and shows its providers and settings only; no test sleeps. */
class ArchitectureTest {
    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.midplatform.local");
    private static final JavaClasses TESTS =
            new ClassFileImporter().importPackages("io.midplatform.local", "io.midplatform.testkit");

    @Test
    void provider_knowsNoEngine() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.midplatform..engine..")
                .check(MAIN);
    }

    @Test
    void provider_loadsNoServices() {
        noClasses()
                .should()
                .accessClassesThat()
                .areAssignableTo(ServiceLoader.class)
                .check(MAIN);
    }

    @Test
    void provider_showsProvidersAndSettingsOnly() {
        classes()
                .that()
                .resideInAPackage("io.midplatform.local")
                .and()
                .arePublic()
                .should()
                .haveSimpleNameEndingWith("Provider")
                .orShould()
                .haveSimpleNameEndingWith("Settings")
                .orShould()
                .beEnums()
                .check(MAIN);
    }

    @Test
    void memory_andDisk_areApart() {
        noClasses()
                .that()
                .resideInAPackage("io.midplatform.local.memory")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.midplatform.local.disk")
                .check(MAIN);
    }

    @Test
    void tests_doNotSleep() {
        noClasses().should().callMethod(Thread.class, "sleep", long.class).check(TESTS);
        noClasses().should().callMethod(TimeUnit.class, "sleep", long.class).check(TESTS);
    }
}
