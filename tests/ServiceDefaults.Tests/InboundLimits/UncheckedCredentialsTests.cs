using System.Net;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ServiceDefaults.Errors;
using ServiceDefaults.InboundLimits;

namespace ServiceDefaults.Tests.InboundLimits;

public sealed class UncheckedCredentialsTests
{
    [Fact]
    public async Task Request_WithCredentialsThatCannotBeValidated_Is503AndUsesNoAnonymousPermit()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Test" });
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        builder.AddServiceDefaults();
        builder.AddInboundLimits();
        builder.Services.AddAuthentication("down").AddScheme<AuthenticationSchemeOptions, Down>("down", null);
        await using var app = builder.Build();
        app.UseAuthentication();
        app.UseInboundLimits();
        app.MapGet("/", () => "ok");
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var client = app.GetTestClient();

        for (var request = 0; request < 150; request++)
        {
            using var response = await client.GetAsync(
                new Uri("/", UriKind.Relative), TestContext.Current.CancellationToken);

            Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
            Assert.Equal(TimeSpan.FromSeconds(5), response.Headers.RetryAfter?.Delta);
        }
    }

    private sealed class Down(
        IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logs, UrlEncoder encoder)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, logs, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(
            AuthenticateResult.Fail(
                new ResilienceException(ClassifiedErrors.ServiceUnavailable(TimeSpan.FromSeconds(5)))));
    }
}
