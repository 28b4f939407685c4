package io.tidegate.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.Seeds;
import io.tidegate.novelty.Remembered;
import io.tidegate.novelty.Sketch;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ScopeTest {

    private static final int SAMPLES = 40_000;
    private static final int MOST_A_COMMIT = 12;

    /** Samples that may be forgotten before storage is told. */
    private static final int DELETED_LATE = 4_096;

    @Test
    @DisplayName(
            "Law 1: wherever a scope is read back, it remembers what it did, and storage keeps little of what is forgotten")
    void restarts() {
        Seeds.each(20, random -> {
            MapStorage storage = new MapStorage();
            int remember = 1 + random.nextInt(2_000);
            List<Sketch> added = new ArrayList<>();
            Scope scope = new Scope(0, storage);
            while (added.size() < SAMPLES) {
                commit(scope, added, remember, random);
                if (random.nextInt(1_000) == 0) {
                    scope = readBack(scope.toBytes(), storage);
                }
                assertThat(scope.index().next()).isEqualTo(added.size());
                assertThat(scope.index().oldest()).isEqualTo(Math.max(0, added.size() - remember));
            }
            scope = readBack(scope.toBytes(), storage);
            for (int i = (int) scope.index().oldest(); i < added.size(); i++) {
                assertThat(scope.index().second(i)).isEqualTo(i);
                assertThat(scope.index().mostSimilar(added.get(i), false)).isPresent();
            }
            assertThat(storage.samples())
                    .hasSizeBetween(Math.min(remember, SAMPLES), remember + DELETED_LATE + 2 * MOST_A_COMMIT);
        });
    }

    /** Some samples, and what is written before a commit. */
    private static void commit(Scope scope, List<Sketch> added, int remember, Random random) {
        int count = 1 + random.nextInt(MOST_A_COMMIT);
        for (int i = 0; i < count; i++) {
            Sketch sketch = Sketch.random(random);
            scope.add(new Remembered(sketch, random.nextLong(), 0, 0, added.size(), 0, added.size()));
            added.add(sketch);
            scope.forgetBefore(added.size() - (long) remember);
        }
        scope.flush();
    }

    private static Scope readBack(byte[] kept, MapStorage storage) {
        Scope.Restoring restoring = new Scope.Restoring(kept);
        storage.forEach(Storage.Table.SAMPLES, restoring::add);
        return restoring.done(storage);
    }
}
