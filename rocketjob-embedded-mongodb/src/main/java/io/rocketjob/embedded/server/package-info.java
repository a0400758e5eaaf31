/**
 * The server behind {@link io.rocketjob.embedded.EmbeddedMongo}:
 * {@code mongo-java-server} with ordered indexes, copies on read, cursors and storage.
 * Not API: may change in any release.
 * <p>
 * What is not as in MongoDB:
 * <ul>
 * <li>One command runs at a time.</li>
 * <li>No replica set, no sessions, no transactions, no change streams, no authentication,
 * no capped collections, no tailable cursors, no TTL indexes, no collations, no updates
 * by pipelines.</li>
 * <li>Hints are accepted and ignored, also those that name no index. An array of an
 * indexed field that is empty is indexed as {@code null}, and parallel arrays are indexed
 * rather than refused.</li>
 * <li>An index may be created twice with different names.</li>
 * <li>A {@code $set} of an equal number of another type changes nothing, {@code $inc}
 * takes {@code null} for 0 and does not check for overflow, {@code $set} of a path below
 * {@code null} replaces that, {@code $not} with a regular expression and several ranges
 * on an array are evaluated otherwise; some error codes differ.</li>
 * <li>An ordered {@code update} command goes on after an error.</li>
 * <li>{@code update} and {@code findAndModify} create their collection even if nothing
 * matches.</li>
 * <li>A cursor holds all of its result from the start and never times out. A batch is of
 * 101 documents unless asked otherwise, however large they are; {@code aggregate} answers
 * with one batch. An answer cannot be larger than 48 megabytes.</li>
 * <li>{@code listCollections} ignores its filter, {@code dropIndexes} with {@code *}
 * works for a database with one collection only, {@code collStats} and {@code dbStats}
 * know no sizes.</li>
 * <li>64-bit integers beyond 2<sup>53</sup> and decimals may be taken for equal to
 * another number that is as large but for a fraction.</li>
 * </ul>
 */
@NullMarked
package io.rocketjob.embedded.server;

import org.jspecify.annotations.NullMarked;
