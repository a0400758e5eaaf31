/**
 * Micrometer meters of Rocket Job. API are the names and tags of the meters, as
 * docs/observability.md lists them.
 */
@NullMarked
package io.rocketjob.metrics;

import org.jspecify.annotations.NullMarked;
