package io.rocketjob.actuate.endpoint;

import java.util.Date;

import io.rocketjob.actuate.endpoint.EndpointApplication.AccountJob;
import io.rocketjob.actuate.endpoint.WebApplication.Answer;
import io.rocketjob.job.JobEngine;
import org.bson.Document;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The endpoint {@code rocketjobhousekeeping} over HTTP, without Spring Security. */
class HousekeepingEndpointTests {

	@Test
	void whatHousekeepingWouldDeleteIsToldAndNothingIsDeleted() {
		try (WebApplication application = WebApplication.open(EndpointApplication.class,
				"rocketjob.server.enabled=false")) {
			application.rocketJob().create(AccountJob.class, new AccountJob.Fields("acme", "hidden", null)).abort(null);
			application.bean(JobEngine.class)
				.store()
				.jobs()
				.updateOne(new Document(), new Document("$set", new Document("completedAt", new Date(0))));
			Answer answer = application.get("/actuator/rocketjobhousekeeping");
			assertThat(answer.status()).as(answer.body()).isEqualTo(200);
			assertThat(answer.json().at("/jobs")).filteredOn((each) -> each.at("/state").asString().equals("aborted"))
				.singleElement()
				.satisfies((each) -> assertThat(each.at("/count/count").asInt()).isEqualTo(1));
			assertThat(answer.json().at("/collections").size()).isZero();
			assertThat(application.rocketJob().jobs().count()).isEqualTo(1);
		}
	}

}
