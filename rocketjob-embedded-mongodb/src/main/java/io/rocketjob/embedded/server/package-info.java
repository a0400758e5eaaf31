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
 * <li>A hint must name an index, but does not decide which is read. An array of an
 * indexed field that is empty is indexed as {@code null}, and parallel arrays are indexed
 * rather than refused.</li>
 * <li>A {@code $set} of an equal number of another type changes nothing, {@code $inc}
 * takes {@code null} for 0 and does not check for overflow, {@code $set} of a path below
 * {@code null} replaces that, {@code $not} with a regular expression and several ranges
 * on an array are evaluated otherwise; some error codes differ.</li>
 * <li>A cursor holds all of its result from the start and never times out. A batch size
 * of 0 is taken for none.</li>
 * <li>A command is decoded as one document of at most 16 megabytes, an update statement
 * too: what it carries must be smaller by its other fields. Of binary data only the
 * generic subtype and those of UUIDs are kept; the user defined one becomes generic, with
 * others the connection is closed.</li>
 * <li>A query in a {@code delete} that is wrong fails the command as a whole.</li>
 * <li>{@code collStats} and {@code dbStats} know no sizes.</li>
 * <li>64-bit integers beyond 2<sup>53</sup> and decimals may be taken for equal to
 * another number that is as large but for a fraction.</li>
 * </ul>
 */
@NullMarked
package io.rocketjob.embedded.server;

import org.jspecify.annotations.NullMarked;
