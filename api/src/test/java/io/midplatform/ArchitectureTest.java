package io.midplatform;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** A call goes contract, engine, spi, driver: never back, and never across to another capability's engine. */
class ArchitectureTest {
    private static final JavaClasses API = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.midplatform");
    private static final String[] CAPABILITIES = {"storage", "queue", "cache", "config"};

    @Test
    void api_dependsOnFewThings() {
        check(classes()
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        "java..",
                        "io.midplatform..",
                        "org.jspecify..",
                        "org.slf4j..",
                        "io.micrometer.observation..",
                        "io.micrometer.core..",
                        "com.github.benmanes.caffeine..")));
    }

    @Test
    void caffeine_isInOnePlace_sinceItIsOptional() {
        check(noClasses()
                .that()
                .doNotHaveSimpleName("NearCache")
                .should()
                .dependOnClassesThat(resideInAPackage("com.github.benmanes.caffeine..")));
    }

    @Test
    void micrometersMeters_areInOnePlace_sinceTheyAreOptional() {
        check(noClasses()
                .that()
                .doNotHaveSimpleName("CacheMetrics")
                .should()
                .dependOnClassesThat(resideInAPackage("io.micrometer.core.."))
                .orShould()
                .dependOnClassesThat(simpleName("CacheMetrics")));
    }

    @Test
    void loaderOfServices_isInOnePlace() {
        check(noClasses()
                .that()
                .doNotHaveFullyQualifiedName("io.midplatform.engine.Discovery")
                .and()
                .resideOutsideOfPackage("io.midplatform.engine")
                .should()
                .accessClassesThat()
                .areAssignableTo(ServiceLoader.class));
    }

    @TestFactory
    Stream<DynamicTest> contract_knowsNoEngineButToLoad() {
        return each(capability -> noClasses()
                .that()
                .resideInAPackage("io.midplatform." + capability)
                .should()
                .dependOnClassesThat(resideInAPackage("io.midplatform..engine..")));
    }

    @TestFactory
    Stream<DynamicTest> spi_knowsNoEngine() {
        return each(capability -> noClasses()
                .that()
                .resideInAnyPackage("io.midplatform.spi", "io.midplatform." + capability + ".spi")
                .should()
                .dependOnClassesThat(resideInAPackage("io.midplatform..engine..")));
    }

    @TestFactory
    Stream<DynamicTest> engines_knowOnlyTheirCapability() {
        return each(capability -> {
            String[] others = Stream.of(CAPABILITIES)
                    .filter(other -> !other.equals(capability))
                    .map(other -> "io.midplatform." + other + ".engine..")
                    .toArray(String[]::new);
            return noClasses()
                    .that()
                    .resideInAPackage("io.midplatform." + capability + ".engine..")
                    .should()
                    .dependOnClassesThat(resideInAnyPackage(others));
        });
    }

    @Test
    void engines_areFinal() {
        check(classes()
                .that()
                .resideInAPackage("io.midplatform..engine..")
                .and()
                .arePublic()
                .and()
                .areTopLevelClasses()
                .and()
                .areNotInterfaces()
                .should()
                .haveModifier(JavaModifier.FINAL)
                .orShould()
                .haveModifier(JavaModifier.ABSTRACT));
    }

    @Test
    void names_sayWhatThingsAre() {
        check(classes().should().haveSimpleNameNotEndingWith("Impl"));
        for (String empty : new String[] {"Util", "Utils", "Manager", "Helper", "Common"}) {
            check(classes().should().haveSimpleNameNotEndingWith(empty));
        }
        check(noClasses().that().areTopLevelClasses().should().haveSimpleNameStartingWith("Base"));
        check(noClasses().should().haveSimpleNameStartingWith("Abstract"));
    }

    @Test
    void nothing_sleepsOrHoldsAMonitorOverIo() {
        check(noClasses().should().callMethod(Thread.class, "sleep", long.class));
        check(noMethods()
                .that()
                .areDeclaredInClassesThat(resideInAnyPackage(
                        "io.midplatform.storage..",
                        "io.midplatform.queue..",
                        "io.midplatform.cache..",
                        "io.midplatform.config.."))
                .should()
                .haveModifier(JavaModifier.SYNCHRONIZED));
    }

    private interface RuleOf {
        ArchRule of(String capability);
    }

    private static Stream<DynamicTest> each(RuleOf rule) {
        return Stream.of(CAPABILITIES)
                .map(capability -> DynamicTest.dynamicTest(capability, () -> check(rule.of(capability))));
    }

    private static void check(ArchRule rule) {
        rule.check(API);
    }
}
