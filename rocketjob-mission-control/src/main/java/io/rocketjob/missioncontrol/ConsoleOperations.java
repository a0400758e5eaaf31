package io.rocketjob.missioncontrol;

import io.rocketjob.operation.DirmonOperations;
import io.rocketjob.operation.HousekeepingOperations;
import io.rocketjob.operation.Operations;

/**
 * All that people can do in the console.
 *
 * @param all what they can do with jobs, slices, servers and schedules
 * @param dirmon what they can do with the directory monitor
 * @param housekeeping what they can see of housekeeping
 * @since 0.1.0
 */
public record ConsoleOperations(Operations all, DirmonOperations dirmon, HousekeepingOperations housekeeping) {
}
