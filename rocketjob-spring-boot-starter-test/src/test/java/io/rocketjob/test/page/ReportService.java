package io.rocketjob.test.page;

import org.springframework.stereotype.Service;

@Service
public class ReportService {

	public String report(String account) {
		return "report of " + account;
	}

}
