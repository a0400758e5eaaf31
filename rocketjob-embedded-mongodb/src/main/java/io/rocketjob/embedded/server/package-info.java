/**
 * The server behind {@link io.rocketjob.embedded.EmbeddedMongo}: commands, indexes,
 * cursors and storage. Not API: may change in any release.
 */
@NullMarked
package io.rocketjob.embedded.server;

import org.jspecify.annotations.NullMarked;
