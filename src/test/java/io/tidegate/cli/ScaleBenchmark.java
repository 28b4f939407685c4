package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidegate.Child;
import io.tidegate.stream.Contestant.Input;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Utils;

/**
 * How many records a second gates decide together, as threads and instances are added on one machine, the broker beside them. Gates
 * take turns, on topics of their own: the others, and all while records are sent, stand still (SIGSTOP). The first turn of each
 * doesn't count.
 *
 * <p>Prints a table. Argument: how many records there are in each turn (100,000), keyed by dataset, of 2 KB on average.
 */
final class ScaleBenchmark {

    private static final int TURNS = 4;
    private static final int PARTITIONS = 6;
    private static final Duration WITHIN = Duration.ofMinutes(3);

    private final String bootstrap;
    private final Admin admin;
    private final BenchSamples samples = BenchSamples.bundled(1);

    private ScaleBenchmark(String bootstrap, Admin admin) {
        this.bootstrap = bootstrap;
        this.admin = admin;
    }

    /** Gates that share topics, and how many records a second they decided in each turn. */
    private record Team(String id, String name, List<Child> gates, List<Double> rates) {

        void signal(String signal) throws IOException, InterruptedException {
            for (Child gate : gates) {
                gate.signal(signal);
            }
        }
    }

    public static void main(String[] args) throws IOException, InterruptedException, ExecutionException {
        int records = args.length == 0 || args[0].isBlank() ? 100_000 : Integer.parseInt(args[0]);
        Path folder = Files.createTempDirectory("tidegate-scale");
        List<Team> teams = new ArrayList<>();
        try (BrokerProcess broker = BrokerProcess.start(folder.resolve("kafka"));
                Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
            ScaleBenchmark benchmark = new ScaleBenchmark(broker.bootstrap(), admin);
            teams.add(benchmark.start(folder, 1, 1));
            teams.add(benchmark.start(folder, 1, 2));
            teams.add(benchmark.start(folder, 2, 1));
            for (int turn = 0; turn < TURNS; turn++) {
                for (Team team : teams) {
                    double rate = benchmark.turn(team, records);
                    System.err.printf(Locale.ROOT, "turn %d: %s: %,.0f records/s%n", turn, team.name(), rate);
                    if (turn > 0) {
                        team.rates().add(rate);
                    }
                }
            }
            print(teams);
        } finally {
            teams.forEach(team -> team.gates().forEach(Child::close));
            Utils.delete(folder.toFile());
        }
    }

    private static void print(List<Team> teams) {
        System.out.println("| gates | records/s | to one thread | turns |");
        System.out.println("|---|---|---|---|");
        double one = median(teams.get(0));
        for (Team team : teams) {
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %,.0f | %.2f | %s |%n",
                    team.name(),
                    median(team),
                    median(team) / one,
                    team.rates().stream().map(Math::round).toList());
        }
    }

    private static double median(Team team) {
        return Spread.of(team.rates().stream().mapToDouble(rate -> rate)).median();
    }

    private Team start(Path folder, int instances, int threads) throws IOException, InterruptedException {
        String id = "scale-" + instances + "-" + threads;
        assertThat(InProcess.run(with(id, "topics", "--partitions", Integer.toString(PARTITIONS)))
                        .code())
                .isZero();
        List<Child> gates = new ArrayList<>();
        for (int i = 0; i < instances; i++) {
            String[] run = with(
                    id,
                    "run",
                    "--threads",
                    Integer.toString(threads),
                    "--state-dir",
                    folder.resolve(id + "-" + i).toString(),
                    "--http-port",
                    "0",
                    "--kafka",
                    "session.timeout.ms=1800000"); // it stands still for long
            gates.add(Child.start(List.of("-Xmx1g", "-XX:+UseG1GC", "-XX:TieredStopAtLevel=4"), folder, run));
        }
        String name = instances + " with " + threads + (threads == 1 ? " thread" : " threads");
        Team team = new Team(id, name, gates, new ArrayList<>());
        await().atMost(WITHIN).until(() -> owners(id) == (long) instances * threads);
        team.signal("STOP");
        return team;
    }

    private String[] with(String id, String... command) {
        List<String> args = new ArrayList<>(List.of(command));
        args.addAll(List.of("--bootstrap", bootstrap, "--prefix", id, "--application-id", id));
        return args.toArray(String[]::new);
    }

    /** How many threads have partitions. */
    private long owners(String group) throws InterruptedException {
        try {
            return admin.describeConsumerGroups(List.of(group)).all().get().values().stream()
                    .flatMap(described -> described.members().stream())
                    .filter(member -> !member.assignment().topicPartitions().isEmpty())
                    .count();
        } catch (ExecutionException e) {
            return 0; // there is no group yet
        }
    }

    /** Records a second. */
    private double turn(Team team, int records) throws IOException, InterruptedException, ExecutionException {
        long target = decided(team.id()) + records;
        send(team.id(), samples.samples(records));
        long begin = System.nanoTime();
        team.signal("CONT");
        await().atMost(WITHIN).pollInterval(Duration.ofMillis(20)).until(() -> decided(team.id()) >= target);
        double seconds = (System.nanoTime() - begin) / 1e9;
        Thread.sleep(500); // the last transaction ends
        team.signal("STOP");
        return records / seconds;
    }

    private void send(String id, List<Input> inputs) {
        Map<String, Object> config = Map.of("bootstrap.servers", bootstrap, "linger.ms", 20, "batch.size", 1 << 18);
        try (Producer<byte[], byte[]> producer =
                new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (Input input : inputs) {
                var unused = producer.send(new ProducerRecord<>(id + ".samples", input.dataset(), input.value()));
            }
        }
    }

    /** For good. */
    private long decided(String id) throws InterruptedException, ExecutionException {
        return admin.listConsumerGroupOffsets(id).partitionsToOffsetAndMetadata().get().entrySet().stream()
                .filter(offset -> offset.getKey().topic().equals(id + ".samples"))
                .mapToLong(offset -> offset.getValue().offset())
                .sum();
    }
}
