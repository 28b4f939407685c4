package io.tidegate;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The house keeps its rooms apart, as the map in {@code io.tidegate} draws them. */
class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.tidegate");

    private static final String[] EVERYWHERE = {"java..", "org.jspecify.annotations..", "org.slf4j.."};

    @Test
    void roomsImportOneWay() {
        assertImports("sample", EVERYWHERE, "com.fasterxml.jackson.core..");
        assertImports("score", EVERYWHERE, "com.dynatrace.hash4j..", "ai.onnxruntime..", room("sample"));
        assertImports("novelty", EVERYWHERE, "com.dynatrace.hash4j..", room("sample"));
        assertImports("ledger", EVERYWHERE, room("sample"));
        assertImports("policy", EVERYWHERE, "org.snakeyaml.engine..", room("sample"));
        assertImports(
                "gate",
                EVERYWHERE,
                "com.fasterxml.jackson.core..",
                "com.dynatrace.hash4j..",
                room("sample"),
                room("score"),
                room("novelty"),
                room("ledger"),
                room("policy"));
        assertImports(
                "stream",
                EVERYWHERE,
                "org.apache.kafka..",
                "kafka..",
                "scala..",
                "org.rocksdb..",
                room("sample"),
                room("score"),
                room("novelty"),
                room("ledger"),
                room("policy"),
                room("gate"));
        assertImports(
                "observe",
                EVERYWHERE,
                "io.micrometer..",
                "io.prometheus..",
                "com.sun.net.httpserver..",
                room("gate"),
                room("policy"));
    }

    @Test
    void onlyStreamKnowsKafka() {
        noClasses()
                .that()
                .resideOutsideOfPackage(room("stream"))
                .should()
                .dependOnClassesThat(resideInAnyPackage("org.apache.kafka..", "kafka.."))
                .check(CLASSES);
    }

    @Test
    void onlyObserveKnowsMicrometer() {
        noClasses()
                .that()
                .resideOutsideOfPackage(room("observe"))
                .should()
                .dependOnClassesThat(resideInAnyPackage("io.micrometer..", "io.prometheus.."))
                .check(CLASSES);
    }

    @Test
    void onlyTheOnnxModelKnowsOnnxRuntime() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("io.tidegate.score.onnx.OnnxModel")
                .should()
                .dependOnClassesThat(resideInAnyPackage("ai.onnxruntime.."))
                .check(CLASSES);
    }

    @Test
    void onlyTheCommandLineReadsTheEnvironment() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("io.tidegate.cli.Main")
                .should()
                .callMethod(System.class, "getenv")
                .orShould()
                .callMethod(System.class, "getenv", String.class)
                .orShould()
                .callMethod(System.class, "exit", int.class)
                .check(CLASSES);
    }

    @Test
    void roomsDoNotDependOnEachOtherInCircles() {
        slices().matching("io.tidegate.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void noStaticStateIsMutable() {
        noFields()
                .that()
                .areStatic()
                .should()
                .notHaveModifier(JavaModifier.FINAL)
                .check(CLASSES);
    }

    @Test
    void everyRoomSaysWhatEntersAndWhatLeaves() {
        classes()
                .that()
                .haveSimpleName("package-info")
                .should()
                .beAnnotatedWith("org.jspecify.annotations.NullMarked")
                .check(CLASSES);
    }

    private static void assertImports(String room, String[] everywhere, String... more) {
        String[] allowed = Stream.of(Arrays.stream(everywhere), Arrays.stream(more), Stream.of(room(room)))
                .flatMap(packages -> packages)
                .toArray(String[]::new);
        classes()
                .that()
                .resideInAPackage(room(room))
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(allowed))
                .check(CLASSES);
    }

    private static String room(String name) {
        return "io.tidegate." + name + "..";
    }
}
