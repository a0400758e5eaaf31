package io.rocketjob.test.page;

import io.rocketjob.RocketJobTemplate;

import org.springframework.stereotype.Service;

@Service
public class OrderService {

	private final RocketJobTemplate rocketJob;

	OrderService(RocketJobTemplate rocketJob) {
		this.rocketJob = rocketJob;
	}

	public void place(String account) {
		this.rocketJob.create(ReportJob.class, new ReportJob.Fields(account));
	}

}
