package io.rocketjob.metrics;

import java.util.List;

import io.rocketjob.ServerInstance;
import io.rocketjob.job.QueueSurvey;

/**
 * What the database has told at one moment.
 *
 * @param queue the jobs
 * @param servers the servers
 */
record Sample(QueueSurvey.Result queue, List<ServerInstance> servers) {
}
