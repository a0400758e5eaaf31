package io.rocketjob.missioncontrol;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;

/**
 * Lets in whoever has logged in, by a form or by basic authentication.
 */
@Configuration(proxyBeanMethods = false)
class SecurityApplication {

	@Bean
	SecurityFilterChain security(HttpSecurity http) throws Exception {
		return http.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll())
			.formLogin(Customizer.withDefaults())
			.httpBasic(Customizer.withDefaults())
			.build();
	}

	@Bean
	InMemoryUserDetailsManager users() {
		return new InMemoryUserDetailsManager(user("reader", "ROCKETJOB_READER"),
				user("operator", "ROCKETJOB_OPERATOR"), user("admin", "ROCKETJOB_ADMIN"), user("stranger", "OTHER"));
	}

	private static UserDetails user(String name, String role) {
		return User.withUsername(name).password("{noop}password").roles(role).build();
	}

}
