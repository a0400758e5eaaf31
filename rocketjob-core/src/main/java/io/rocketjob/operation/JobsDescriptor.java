package io.rocketjob.operation;

import java.util.List;

/**
 * A page of jobs.
 *
 * @param page its number, from 0
 * @param size how many jobs a page has at most
 * @param totalJobs how many jobs match
 * @param totalPages how many pages there are
 * @param jobs the jobs
 * @since 0.1.0
 */
public record JobsDescriptor(int page, int size, long totalJobs, int totalPages, List<JobSummaryDescriptor> jobs) {
}
