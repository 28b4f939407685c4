/**
 * Tidegate: an event-driven data quality gate on Kafka. The map, in flow order:
 *
 * <ol>
 *   <li>{@link io.tidegate.sample} turns the bytes and headers of a record into a sample, or says what is wrong with them
 *   <li>{@link io.tidegate.score} gives a sample its scores; pure, so that it runs wherever the record landed
 *   <li>{@link io.tidegate.novelty} sketches a sample and finds the earlier one that it copies
 *   <li>{@link io.tidegate.ledger} keeps the shares of what was accepted
 *   <li>{@link io.tidegate.policy} says what may be learned
 *   <li>{@link io.tidegate.gate} puts these together: score, admit, verdict
 *   <li>{@link io.tidegate.stream} carries records from topic to topic; the only room that knows Kafka
 *   <li>{@link io.tidegate.observe} shows what happens; the only room that knows Micrometer
 *   <li>{@link io.tidegate.cli} is the command line, and the one place where the rooms are wired together
 * </ol>
 *
 * Imports point one way along this list, and a test holds it: sample ← score, novelty, ledger, policy ← gate ← stream,
 * observe ← cli.
 */
@NullMarked
package io.tidegate;

import org.jspecify.annotations.NullMarked;
