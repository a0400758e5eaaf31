package io.rocketjob.test.sample;

import io.rocketjob.RocketJobTemplate;

import org.springframework.stereotype.Controller;

@Controller
public class ReportController {

	private final RocketJobTemplate rocketJob;

	ReportController(RocketJobTemplate rocketJob) {
		this.rocketJob = rocketJob;
	}

	void order(String account) {
		this.rocketJob.create(ReportJob.class, new ReportJob.Fields(account));
	}

}
