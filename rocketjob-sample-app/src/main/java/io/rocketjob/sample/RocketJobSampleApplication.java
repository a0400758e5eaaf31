package io.rocketjob.sample;

import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Runs a batch and two other jobs, prints what became of them and ends; with
 * {@code --stay} it goes on as a server for jobs that others create.
 */
@SpringBootApplication
public class RocketJobSampleApplication {

	public static void main(String[] args) {
		ConfigurableApplicationContext context = SpringApplication.run(RocketJobSampleApplication.class, args);
		if (context.getBean(ApplicationArguments.class).containsOption("stay")) {
			System.out.println("Waiting for more jobs until Ctrl-C");
			return;
		}
		System.exit(SpringApplication.exit(context));
	}

}
