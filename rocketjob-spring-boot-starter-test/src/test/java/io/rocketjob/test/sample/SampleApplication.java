package io.rocketjob.test.sample;

import org.springframework.boot.autoconfigure.SpringBootApplication;

/** An application with jobs, as a user has it. */
@SpringBootApplication
public class SampleApplication {

}
