package io.tidegate.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.sample.Arrival;
import io.tidegate.sample.Origin;
import io.tidegate.sample.Reading;
import io.tidegate.sample.Role;
import io.tidegate.sample.Sample;
import io.tidegate.sample.SampleReader;
import io.tidegate.sample.Source;
import io.tidegate.sample.Turn;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ProvenanceTest {

    @Test
    void humanTextCountsAsNobodysModel() {
        Provenance provenance = read("""
                {"origin": {"kind": "human"}, "text": "ten chars."}""");
        assertThat(provenance)
                .isEqualTo(new Provenance(Origin.Kind.HUMAN, Optional.empty(), true, 0, 0, 10, 0, Map.of()));
    }

    @Test
    void charactersAreCodePoints() {
        assertThat(read("""
                {"origin": {"kind": "synthetic"}, "text": "a😀漢"}""").characters()).isEqualTo(3);
    }

    @Test
    void turnsWithoutOriginHaveTheSamples() {
        // Given a synthetic sample with a human question
        Provenance provenance = read("""
                {"origin": {"kind": "synthetic", "model": "m", "generation": 2}, "messages": [
                 {"role": "user", "content": "four", "origin": {"kind": "human"}},
                 {"role": "assistant", "content": "sixsix"}, {"role": "assistant", "content": "12"}]}""");
        // Then
        assertThat(provenance.kind()).isEqualTo(Origin.Kind.SYNTHETIC);
        assertThat(provenance.characters()).isEqualTo(12);
        assertThat(provenance.syntheticCharacters()).isEqualTo(8);
        assertThat(provenance.generators()).isEqualTo(Map.of("m", 8));
        assertThat(provenance.generation()).isEqualTo(2);
        assertThat(provenance.declared()).isTrue();
    }

    @Test
    void turnsCountUnderTheirOwnModelsAndTheHighestGenerationHolds() {
        Provenance provenance = read("""
                {"messages": [
                 {"role": "user", "content": "1", "origin": {"kind": "human", "generation": 0}},
                 {"role": "assistant", "content": "22", "origin": {"kind": "synthetic", "model": "a", "generation": 3}},
                 {"role": "assistant", "content": "333", "origin": {"kind": "synthetic", "model": "b"}},
                 {"role": "assistant", "content": "4444", "origin": {"kind": "synthetic"}},
                 {"role": "assistant", "content": "", "origin": {"kind": "synthetic", "generation": 9}}]}""");
        assertThat(provenance.kind()).isEqualTo(Origin.Kind.MIXED);
        assertThat(provenance.generators()).isEqualTo(Map.of("a", 2, "b", 3, "", 4));
        assertThat(provenance.syntheticCharacters()).isEqualTo(9);
        assertThat(provenance.generation()).as("an empty turn says nothing").isEqualTo(3);
        assertThat(provenance.declared()).isTrue();
    }

    @Test
    void mixedTurnIsSyntheticUnlessItStatesHowMuch() {
        assertThat(read("""
                {"origin": {"kind": "mixed"}, "text": "0123456789"}""").syntheticCharacters()).isEqualTo(10);
        assertThat(read("""
                {"origin": {"kind": "mixed", "syntheticCharacters": 4}, "text": "0123456789"}""").syntheticCharacters()).isEqualTo(4);
        Provenance none = read("""
                {"origin": {"kind": "mixed", "syntheticCharacters": 0, "generation": 5}, "text": "0123456789"}""");
        assertThat(none.syntheticCharacters()).isZero();
        assertThat(none.generation()).isZero();
    }

    @Test
    void sampleLevelCountSpeaksOfTheTurnsTogether() {
        // Given 4 of 12 characters synthetic over two turns, then the same with 3 of them in a turn of its own origin
        Provenance together = read("""
                {"origin": {"kind": "mixed", "model": "m", "syntheticCharacters": 4}, "messages": [
                 {"role": "user", "content": "sixsix"}, {"role": "assistant", "content": "sixsix"}]}""");
        Provenance apart = read("""
                {"origin": {"kind": "mixed", "model": "m", "syntheticCharacters": 4}, "messages": [
                 {"role": "user", "content": "sixsix"}, {"role": "assistant", "content": "six"},
                 {"role": "assistant", "content": "six", "origin": {"kind": "synthetic", "model": "n"}}]}""");
        // Then
        assertThat(together.syntheticCharacters()).isEqualTo(4);
        assertThat(together.generators()).isEqualTo(Map.of("m", 4));
        assertThat(apart.syntheticCharacters()).isEqualTo(4);
        assertThat(apart.generators()).isEqualTo(Map.of("m", 1, "n", 3));
    }

    @Test
    void turnsThatStateTheirOwnCountAreNotHeldToTheSamples() {
        // Given two turns that each state what the sample states of itself
        Provenance provenance = read("""
                {"origin": {"kind": "mixed", "syntheticCharacters": 5}, "messages": [
                 {"role": "user", "content": "sixsix", "origin": {"kind": "mixed", "syntheticCharacters": 5}},
                 {"role": "assistant", "content": "sixsix", "origin": {"kind": "mixed", "syntheticCharacters": 5}}]}""");
        // Then none of it is lost
        assertThat(provenance.syntheticCharacters()).isEqualTo(10);
    }

    @Test
    void unknownOriginCountsAsThePolicySaysAndStaysUndeclared() {
        String json = """
                {"messages": [{"role": "user", "content": "four"},
                 {"role": "assistant", "content": "sixsix", "origin": {"kind": "human"}}]}""";
        Provenance synthetic = Provenance.of(sample(json), true);
        Provenance human = Provenance.of(sample(json), false);
        assertThat(synthetic.syntheticCharacters()).isEqualTo(4);
        assertThat(synthetic.generators()).isEqualTo(Map.of("", 4));
        assertThat(synthetic.generation()).isEqualTo(1);
        assertThat(human.syntheticCharacters()).isZero();
        assertThat(human.generation()).isZero();
        assertThat(List.of(synthetic.declared(), human.declared())).containsOnly(false);
        assertThat(synthetic.kind()).isEqualTo(Origin.Kind.UNKNOWN);
    }

    @Test
    void sampleWithoutOriginHasThatOfItsTurnsWhereAllHaveOne() {
        assertThat(read("""
                {"messages": [{"role": "user", "content": "a", "origin": {"kind": "human"}}]}""").kind()).isEqualTo(Origin.Kind.HUMAN);
        assertThat(read("""
                {"messages": [{"role": "user", "content": "a", "origin": {"kind": "synthetic"}}]}""").kind()).isEqualTo(Origin.Kind.SYNTHETIC);
    }

    @Test
    void furtherModelsThanSixteenAreCountedTogether() {
        // Given
        List<Turn> turns = new ArrayList<>();
        for (int model = 0; model < 20; model++) {
            Origin origin = new Origin(
                    Origin.Kind.SYNTHETIC,
                    Optional.of("m" + model),
                    OptionalInt.empty(),
                    List.of(),
                    OptionalInt.empty());
            turns.add(new Turn(Role.ASSISTANT, "text", origin));
        }
        // When
        Provenance provenance = Provenance.of(new Sample("id", Optional.empty(), Origin.UNKNOWN, turns), true);
        // Then
        assertThat(provenance.generators())
                .hasSize(17)
                .containsEntry("m0", 4)
                .containsEntry(Provenance.FURTHER_GENERATORS, 16);
        assertThat(provenance.syntheticCharacters()).isEqualTo(80);
    }

    private static Provenance read(String json) {
        return Provenance.of(sample(json), true);
    }

    private static Sample sample(String json) {
        Reading reading =
                new SampleReader().read(Arrival.of(new Source("file", 0, 0), json.getBytes(StandardCharsets.UTF_8)));
        assertThat(reading).isInstanceOf(Reading.Understood.class);
        return ((Reading.Understood) reading).sample();
    }
}
