package io.rocketjob.sample;

import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Profiles;

/**
 * Runs a batch and two other jobs, prints what became of them and ends; with
 * {@code --stay} it goes on as a server for jobs that others create. With the profile
 * {@code watch} it runs a stream of small jobs instead, which one can look at.
 */
@SpringBootApplication
public class RocketJobSampleApplication {

	public static void main(String[] args) {
		ConfigurableApplicationContext context = SpringApplication.run(RocketJobSampleApplication.class, args);
		if (context.getEnvironment().acceptsProfiles(Profiles.of("watch"))) {
			System.out.printf("See http://127.0.0.1:%s/actuator until Ctrl-C%n",
					context.getEnvironment().getProperty("local.server.port"));
			return;
		}
		if (context.getBean(ApplicationArguments.class).containsOption("stay")) {
			System.out.println("Waiting for more jobs until Ctrl-C");
			return;
		}
		System.exit(SpringApplication.exit(context));
	}

}
