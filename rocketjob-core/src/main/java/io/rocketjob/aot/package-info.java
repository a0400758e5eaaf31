/**
 * Internal: what Spring's ahead-of-time processing has to know of job classes, so that
 * they work in a native image.
 */
@NullMarked
package io.rocketjob.aot;

import org.jspecify.annotations.NullMarked;
