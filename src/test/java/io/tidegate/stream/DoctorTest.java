package io.tidegate.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;

/** What the doctor says of this machine, with a broker that is dead: it does that too, and soon. */
@Timeout(20)
class DoctorTest {

    @TempDir
    private Path folder = Path.of("");

    private Path gate = Path.of("");

    @BeforeEach
    void state() throws Exception {
        gate = Files.createDirectories(folder.resolve("gate"));
        assertThatCode(() -> Files.createFile(gate.resolve(".lock"))).doesNotThrowAnyException();
    }

    @Test
    @Timeout(10)
    void deadBroker() {
        List<Doctor.Check> checks = examine(folder, Long.MAX_VALUE, false);

        assertThat(checks.get(0).outcome()).isEqualTo(Doctor.Outcome.ERROR);
        assertThat(checks.get(0).text()).contains("No Kafka broker answers at 127.0.0.1:1");
        assertThat(checks.get(0).repair()).contains("--bootstrap");
        assertThat(checks)
                .filteredOn(check -> check.outcome() == Doctor.Outcome.NOT_CHECKED)
                .extracting(Doctor.Check::name)
                .containsExactly("permissions", "topics", "partitions", "size", "retention", "clock");
        assertThat(checks)
                .filteredOn(check -> check.outcome() == Doctor.Outcome.FINE)
                .extracting(Doctor.Check::name)
                .containsExactly("state", "disk", "lock", "stores");
    }

    @Test
    void hostWithoutAName() {
        Clients clients = new Clients(settings("no-such-host.invalid:9092", folder));

        List<Doctor.Check> checks = new Doctor(clients, Clock.systemUTC(), () -> false).examine();

        assertThat(checks.get(0).outcome()).isEqualTo(Doctor.Outcome.ERROR);
        assertThat(checks.get(0).text()).contains("no-such-host.invalid:9092");
    }

    @Test
    void stateDirectoryThatIsAFile() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));

        List<Doctor.Check> checks = examine(file, Long.MAX_VALUE, false);
        assertWrong(checks, "state", Doctor.Outcome.ERROR, "is a file", "--state-dir");
        assertThat(only(checks, "stores").outcome()).isEqualTo(Doctor.Outcome.NOT_CHECKED);
        assertWrong(
                examine(file.resolve("below"), Long.MAX_VALUE, false),
                "state",
                Doctor.Outcome.ERROR,
                file + " is a file",
                "--state-dir");
    }

    @Test
    void stateDirectoryThatIsNotThereYet() {
        Doctor.Check check = only(examine(folder.resolve("a/b"), Long.MAX_VALUE, false), "state");

        assertThat(check.outcome()).isEqualTo(Doctor.Outcome.FINE);
        assertThat(folder.resolve("a")).doesNotExist();
    }

    @Test
    void diskThatIsNearlyFull() {
        assertWrong(examine(folder, 5 << 20, false), "disk", Doctor.Outcome.WARNING, "5 MiB are free", "--state-dir");
    }

    @Test
    void stateDirectoryThatAnotherProcessUses() throws Exception {
        try (FileChannel channel = FileChannel.open(gate.resolve(".lock"), StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            assertThat(lock.isValid()).isTrue();
            List<Doctor.Check> checks = examine(folder, Long.MAX_VALUE, false);
            assertWrong(checks, "lock", Doctor.Outcome.ERROR, "another process uses", "--state-dir");
            assertThat(only(checks, "stores").outcome()).isEqualTo(Doctor.Outcome.NOT_CHECKED);
            assertThat(only(examine(folder, Long.MAX_VALUE, true), "lock").outcome())
                    .isEqualTo(Doctor.Outcome.FINE);
        }
    }

    @Test
    void damagedStore() throws Exception {
        Path partition = gate.resolve("0_3");
        Path store = partition.resolve("rocksdb").resolve("index");
        Files.createDirectories(store.getParent());
        try (Options options = new Options().setCreateIfMissing(true);
                RocksDB database = RocksDB.open(options, store.toString())) {
            database.put(new byte[] {1}, new byte[] {2});
        }
        Files.writeString(store.resolve("CURRENT"), "nothing");

        assertWrong(
                examine(folder, Long.MAX_VALUE, false),
                "stores",
                Doctor.Outcome.ERROR,
                partition + " is damaged",
                "rm -r " + partition);
    }

    private static void assertWrong(
            List<Doctor.Check> checks, String name, Doctor.Outcome outcome, String text, String repair) {
        Doctor.Check check = only(checks, name);
        assertThat(check.outcome()).isEqualTo(outcome);
        assertThat(check.text()).contains(text);
        assertThat(check.repair()).contains(repair);
    }

    private static Doctor.Check only(List<Doctor.Check> checks, String name) {
        return checks.stream()
                .filter(check -> check.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<Doctor.Check> examine(Path stateDir, long free, boolean gateAnswers) {
        Clients clients = new Clients(settings("127.0.0.1:1", stateDir));
        return new Doctor(clients, Clock.systemUTC(), () -> gateAnswers, path -> free).examine();
    }

    private static StreamSettings settings(String bootstrap, Path stateDir) {
        return new StreamSettings(
                bootstrap, "gate", Topics.of("t"), stateDir, 1, Duration.ofMillis(100), 1_000, 1, Map.of());
    }
}
