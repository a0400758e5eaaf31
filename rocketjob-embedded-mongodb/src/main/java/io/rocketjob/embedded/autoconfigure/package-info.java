/**
 * Auto-configuration that starts an {@link io.rocketjob.embedded.EmbeddedMongo} where an
 * application names no MongoDB. The properties are API, the types are not meant to be
 * used in code.
 */
@NullMarked
package io.rocketjob.embedded.autoconfigure;

import org.jspecify.annotations.NullMarked;
