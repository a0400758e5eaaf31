/**
 * A sample application: a batch that turns the Unicode character database into JSON, and
 * simple jobs beside it.
 */
@NullMarked
package io.rocketjob.sample;

import org.jspecify.annotations.NullMarked;
