package io.rocketjob.benchmark.springbatch;

import org.springframework.data.annotation.Id;

/**
 * A record of the input or of the output.
 *
 * @param id its number, from 0
 * @param text the line
 */
record Line(@Id int id, String text) {
}
