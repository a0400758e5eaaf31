/**
 * API: assertions on jobs, in the style of AssertJ.
 */
@NullMarked
package io.rocketjob.test.assertj;

import org.jspecify.annotations.NullMarked;
