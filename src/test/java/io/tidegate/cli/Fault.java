package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.Child;
import io.tidegate.stream.KafkaChild;
import java.io.IOException;
import java.time.Duration;
import org.apache.kafka.common.utils.Utils;

/** What can go wrong in a {@link FaultWorld}. Each leaves one gate running, at place 0. */
enum Fault {
    /** kill -9 of the gate under load; it is started again at once. */
    KILL_GATE {
        @Override
        Duration happen(FaultWorld world, boolean brief) {
            world.killGate();
            world.startGate(0);
            return recovered(world);
        }
    },
    /** kill -9 of the gate, and once more while it starts, joins its group or reads its memory back. */
    KILL_STARTING {
        @Override
        Duration happen(FaultWorld world, boolean brief) {
            world.killGate();
            world.startGate(0);
            FaultWorld.pause(world.millis(1_500, 5_000));
            world.killGate();
            world.startGate(0);
            return recovered(world);
        }
    },
    /** kill -9 of Kafka, which is started again at once. */
    KILL_KAFKA {
        @Override
        Duration happen(FaultWorld world, boolean brief) {
            world.kafka.get(0).kill();
            world.kafka.get(0).restart();
            return recovered(world);
        }
    },
    /** kill -9 of one of three nodes of Kafka; it comes back when the others do its work. */
    KILL_NODE {
        @Override
        int nodes() {
            return 3;
        }

        @Override
        Duration happen(FaultWorld world, boolean brief) {
            KafkaChild node = world.kafka.get(world.random.nextInt(3));
            node.kill();
            Duration took = world.awaitDecisionsEverywhere(Duration.ofSeconds(30));
            node.restart();
            world.awaitReplicas();
            return took;
        }
    },
    /** The gate stands still for longer than its transactions may take. */
    STOP_GATE {
        @Override
        Duration happen(FaultWorld world, boolean brief) throws IOException, InterruptedException {
            world.gate(0).signal("STOP");
            FaultWorld.pause(brief ? 5_000 : 20_000);
            world.gate(0).signal("CONT");
            return recovered(world);
        }
    },
    /** Connections are cut. */
    CUT {
        @Override
        Duration happen(FaultWorld world, boolean brief) {
            world.network.cut();
            return recovered(world);
        }
    },
    /** Connections of a gate that has run for a while stay open, and nothing goes through. */
    HALF_OPEN {
        @Override
        Duration happen(FaultWorld world, boolean brief) {
            FaultWorld.pause(brief ? 1_000 : 15_000);
            world.network.leaveHalfOpen();
            return recovered(world);
        }
    },
    /** All takes half a second longer. */
    DELAY {
        @Override
        Duration happen(FaultWorld world, boolean brief) {
            world.network.delay(500);
            FaultWorld.pause(brief ? 4_000 : 20_000);
            world.network.delay(0);
            return recovered(world);
        }
    },
    /** 10 kB go through in a second. */
    THROTTLE {
        @Override
        Duration happen(FaultWorld world, boolean brief) {
            world.network.throttle(10_000);
            FaultWorld.pause(brief ? 4_000 : 20_000);
            world.network.throttle(Integer.MAX_VALUE);
            return recovered(world);
        }
    },
    /** The network is away. */
    OUTAGE {
        @Override
        Duration happen(FaultWorld world, boolean brief) {
            world.network.away(true);
            FaultWorld.pause(brief ? 4_000 : 120_000);
            world.network.away(false);
            return recovered(world);
        }
    },
    /** SIGTERM, soon after a start or under load. */
    TERMINATE {
        @Override
        Duration happen(FaultWorld world, boolean brief) {
            world.killGate();
            Child gate = world.startGate(0);
            FaultWorld.pause(world.millis(0, 8_000));
            long begin = System.nanoTime();
            gate.terminate();
            gate.awaitEnd();
            Duration took = Duration.ofNanos(System.nanoTime() - begin);
            assertThat(gate.code()).isEqualTo(Closing.TERMINATED);
            assertThat(took).isLessThan(Duration.ofSeconds(10));
            world.startGate(0);
            recovered(world);
            return took;
        }
    },
    /** Two more instances come, all three are restarted one after the other, and two go again. */
    SCALE {
        @Override
        Duration happen(FaultWorld world, boolean brief) {
            world.startGate(1);
            world.startGate(2);
            world.awaitSharedBy(3);
            for (int place = 0; place <= 2; place++) {
                world.restartGate(place);
                recovered(world);
            }
            long begin = System.nanoTime();
            world.retire(2);
            world.retire(1);
            world.awaitWhole();
            return Duration.ofNanos(System.nanoTime() - begin);
        }
    },
    /** Two gates get another policy, one after the other: meanwhile records go from either to the other, scored by its policy. */
    CHANGE_POLICY {
        @Override
        Duration happen(FaultWorld world, boolean brief) {
            world.startGate(1);
            world.awaitSharedBy(2);
            int policy = world.changePolicy();
            world.restartGate(1);
            world.awaitDecisionUnder(policy);
            world.awaitDecisionUnder(1 - policy);
            FaultWorld.pause(world.millis(0, brief ? 500 : 5_000));
            world.restartGate(0);
            Duration took = recovered(world);
            world.retire(1);
            world.awaitWhole();
            return took;
        }
    },
    /** The state directory is gone when the gate, killed, comes back. */
    DELETE_STATE {
        @Override
        Duration happen(FaultWorld world, boolean brief) throws IOException {
            world.killGate();
            Utils.delete(world.stateDir(0).toFile());
            long begin = System.nanoTime();
            world.startGate(0);
            world.awaitWhole();
            return Duration.ofNanos(System.nanoTime() - begin);
        }
    };

    /**
     * Lets it happen, and waits until the gate decides again.
     *
     * @param brief for the short form: it lasts less long
     * @return what is measured: for most, the time from its end to the next decision
     */
    abstract Duration happen(FaultWorld world, boolean brief) throws IOException, InterruptedException;

    /** Nodes of Kafka that it takes. */
    int nodes() {
        return 1;
    }

    private static Duration recovered(FaultWorld world) {
        return world.awaitDecisions(FaultWorld.RECOVERS_WITHIN);
    }
}
