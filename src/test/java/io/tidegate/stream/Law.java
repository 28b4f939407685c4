package io.tidegate.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidegate.gate.Admission;
import io.tidegate.gate.Gate;
import io.tidegate.gate.GateListener;
import io.tidegate.gate.IndexBudget;
import io.tidegate.gate.Scoring;
import io.tidegate.gate.Storage;
import io.tidegate.gate.VerdictJson;
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

    /** Law 3: the decisions of a scope are numbered without a gap, in one partition, and lie in accepted and quarantine in that order. */
    Law oneOrderPerScope() {
        byScope().forEach((scope, decisions) -> {
            Set<Integer> partitions = new HashSet<>();
            Map<String, Long> last = new HashMap<>();
            for (int i = 0; i < decisions.size(); i++) {
                Left decision = decisions.get(i);
                Source at = decision.decided().at();
                assertThat(decision.sequence()).as("sequence in %s", scope).isEqualTo(i);
                assertThat(at.offset()).isGreaterThan(last.getOrDefault(at.topic(), -1L));
                last.put(at.topic(), at.offset());
                partitions.add(at.partition());
            }
            assertThat(partitions).as("partitions of %s", scope).hasSize(1);
        });
        return this;
    }

    /** Law 5: the same records in the same order, judged in memory alone, get the same verdicts to the byte. */
    Law likeInMemory(Gate gate) {
        Scoring scoring = gate.newScoring();
        Admission admission =
                gate.newAdmission(Storage.NONE, topics.samples(), new IndexBudget(1L << 30), GateListener.NONE);
        List<Left> order = new ArrayList<>();
        byScope().values().forEach(order::addAll);
        left.values().stream().filter(left -> !left.placed()).forEach(order::add);
        for (Left decision : order) {
            Sent record = Objects.requireNonNull(sent.get(source(decision.verdict())));
            byte[] verdict = VerdictJson.write(admission.admit(scoring.score(record.arrival())));
            assertThat(decision.decided().verdict()).contains(new String(verdict, StandardCharsets.UTF_8));
        }
        return this;
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
