package io.tidegate.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidegate.gate.Admission;
import io.tidegate.gate.Departure;
import io.tidegate.gate.Gate;
import io.tidegate.gate.GateListener;
import io.tidegate.gate.IndexBudget;
import io.tidegate.gate.Scoring;
import io.tidegate.gate.Storage;
import io.tidegate.gate.VerdictJson;
import io.tidegate.sample.Arrival;
import io.tidegate.sample.Source;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;

/**
 * Holds what left the gate against what was sent to it.
 *
 * @param sent by source
 * @param left by source
 */
record Law(Topics topics, Map<Source, Sent> sent, Map<Source, Left> left) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** A record that left, with its verdict read. */
    record Left(Decided decided, JsonNode verdict) {

        boolean accepted() {
            return verdict.get("verdict").asText().equals("accepted");
        }

        boolean placed() {
            return verdict.has("scope");
        }

        String scope() {
            return verdict.get("scope").asText();
        }

        long sequence() {
            return verdict.get("sequence").asLong();
        }

        /** The number of the decision by which it was taken in: to leave at once, or to wait. */
        long taken() {
            return verdict.path("held").path("sequence").asLong(sequence());
        }

        List<String> rules() {
            return verdict.path("reasons").findValuesAsText("rule");
        }
    }

    static Source source(JsonNode verdict) {
        JsonNode at = verdict.get("source");
        return new Source(
                at.get("topic").asText(),
                at.get("partition").asInt(),
                at.get("offset").asLong());
    }

    static JsonNode verdict(Decided decided) {
        try {
            return JSON.readTree(decided.verdict().orElseThrow());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a verdict is no JSON", e);
        }
    }

    /** Law 1: each record left once; nothing else did. */
    static Law eachLeftOnce(Topics topics, List<Sent> sent, List<Decided> decided) {
        Map<Source, Sent> in = new LinkedHashMap<>();
        sent.forEach(record -> in.put(record.source(), record));
        Map<Source, Left> out = new HashMap<>();
        List<Source> twice = new ArrayList<>();
        for (Decided decision : decided) {
            JsonNode verdict = verdict(decision);
            if (out.put(source(verdict), new Left(decision, verdict)) != null) {
                twice.add(source(verdict));
            }
        }
        assertThat(twice).as("decided twice").isEmpty();
        Set<Source> lost = new HashSet<>(in.keySet());
        lost.removeAll(out.keySet());
        assertThat(lost).as("lost").isEmpty();
        assertThat(out.keySet()).as("made up").isSubsetOf(in.keySet());
        out.values()
                .forEach(left -> assertThat(left.decided().at().topic())
                        .isEqualTo(left.accepted() ? topics.accepted() : topics.quarantine()));
        return new Law(topics, in, out);
    }

    /** Law 2: bytes, keys, headers and timestamps as they came; what is oversized leaves with that part empty. */
    Law unchanged() {
        left.forEach((source, left) -> {
            Sent record = Objects.requireNonNull(sent.get(source));
            List<String> empty = left.verdict().path("reasons").findValuesAsText("part");
            byte[] none = {};
            Decided decided = left.decided();
            assertThat(decided.value())
                    .as("value of %s", source)
                    .isEqualTo(empty.contains("value") ? none : record.value());
            assertThat(decided.key()).as("key of %s", source).isEqualTo(empty.contains("key") ? none : record.key());
            if (empty.contains("headers")) {
                assertThat(decided.headers()).isEmpty();
            } else {
                assertThat(decided.headers())
                        .as("headers of %s", source)
                        .usingRecursiveComparison()
                        .isEqualTo(record.arrival().headers());
            }
            assertThat(decided.producerTimestamp()).isEqualTo(record.timestamp());
        });
        return this;
    }

    /**
     * Law 3: the decisions of a scope, those to wait included, are numbered without a gap, in one partition, and lie in accepted and
     * quarantine in that order.
     */
    Law oneOrderPerScope() {
        byScope().forEach((scope, decisions) -> {
            Set<Integer> partitions = new HashSet<>();
            Map<String, Long> last = new HashMap<>();
            Set<Long> numbers = new TreeSet<>();
            for (Left decision : decisions) {
                Source at = decision.decided().at();
                numbers.add(decision.sequence());
                numbers.add(decision.taken());
                assertThat(at.offset()).isGreaterThan(last.getOrDefault(at.topic(), -1L));
                last.put(at.topic(), at.offset());
                partitions.add(at.partition());
            }
            assertThat(numbers)
                    .as("decisions in %s", scope)
                    .containsExactlyElementsOf(
                            LongStream.range(0, numbers.size()).boxed().toList());
            assertThat(partitions).as("partitions of %s", scope).hasSize(1);
        });
        return this;
    }

    /** Law 5: the same records in the same order, judged in memory alone, get the same verdicts to the byte. */
    Law likeInMemory(Gate gate) {
        Scoring scoring = gate.newScoring();
        Admission admission = gate.newAdmission(
                Storage.ofTheProcess(), topics.samples(), new IndexBudget(1L << 30), GateListener.NONE);
        Map<String, List<Left>> scopes = byScope();
        left.values().stream()
                .filter(left -> !left.placed())
                .forEach(left ->
                        scopes.computeIfAbsent("", none -> new ArrayList<>()).add(left));
        scopes.forEach((scope, decisions) -> {
            List<String> verdicts = new ArrayList<>();
            for (Event event : events(decisions)) {
                event.happen(admission, scoring).forEach(departure -> verdicts.add(json(departure)));
            }
            for (int i = 0; i < decisions.size(); i++) {
                assertThat(verdicts.get(i))
                        .isEqualTo(decisions.get(i).decided().verdict().orElseThrow());
            }
            assertThat(verdicts).hasSameSizeAs(decisions);
        });
        return this;
    }

    /** What makes records leave: one that comes, or the time. */
    private interface Event {
        List<Departure> happen(Admission admission, Scoring scoring);
    }

    private List<Event> events(List<Left> decisions) {
        TreeMap<Long, Event> events = new TreeMap<>();
        for (int i = 0; i < decisions.size(); i++) {
            Left decision = decisions.get(i);
            JsonNode held = decision.verdict().path("held");
            Arrival arrival =
                    Objects.requireNonNull(sent.get(source(decision.verdict()))).arrival();
            long since = held.path("since").asLong();
            events.put(
                    decision.placed() ? decision.taken() : i,
                    (admission, scoring) -> admission.admit(scoring.score(arrival), arrival.timestamp(), since));
            if (held.has("expired")) { // at that time others may leave as well; for them nothing more happens
                long expired = held.get("expired").asLong();
                events.put(decision.sequence(), (admission, scoring) -> admission.expire(expired));
            }
        }
        return List.copyOf(events.values());
    }

    private static String json(Departure departure) {
        return new String(VerdictJson.write(departure.verdict()), StandardCharsets.UTF_8);
    }

    /** The decisions of each scope in their order. */
    Map<String, List<Left>> byScope() {
        Map<String, List<Left>> scopes = new TreeMap<>();
        left.values().stream()
                .filter(Left::placed)
                .sorted(Comparator.comparing(Left::sequence))
                .forEach(decision -> scopes.computeIfAbsent(decision.scope(), scope -> new ArrayList<>())
                        .add(decision));
        return scopes;
    }

    long accepted() {
        return left.values().stream().filter(Left::accepted).count();
    }

    Left of(Sent record) {
        return Objects.requireNonNull(left.get(record.source()));
    }
}
