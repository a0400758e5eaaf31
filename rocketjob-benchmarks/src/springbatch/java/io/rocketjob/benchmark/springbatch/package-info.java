/**
 * Spring Batch with its job repository on MongoDB as a contender, in the profile
 * {@code spring-batch} only.
 */
@NullMarked
package io.rocketjob.benchmark.springbatch;

import org.jspecify.annotations.NullMarked;
