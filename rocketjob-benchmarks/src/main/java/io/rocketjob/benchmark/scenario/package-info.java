/**
 * What is measured, a class a scenario.
 */
@NullMarked
package io.rocketjob.benchmark.scenario;

import org.jspecify.annotations.NullMarked;
