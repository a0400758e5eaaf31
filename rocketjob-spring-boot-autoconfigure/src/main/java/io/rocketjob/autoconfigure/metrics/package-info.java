/**
 * Auto-configuration of the meters, which are in {@code io.rocketjob.metrics}. API are
 * the properties.
 */
@NullMarked
package io.rocketjob.autoconfigure.metrics;

import org.jspecify.annotations.NullMarked;
