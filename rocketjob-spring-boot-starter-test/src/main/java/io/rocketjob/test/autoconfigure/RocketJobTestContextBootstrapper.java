package io.rocketjob.test.autoconfigure;

import org.springframework.boot.test.autoconfigure.TestSliceTestContextBootstrapper;

/**
 * Finds the configuration of a {@link RocketJobTest}.
 */
class RocketJobTestContextBootstrapper extends TestSliceTestContextBootstrapper<RocketJobTest> {

}
