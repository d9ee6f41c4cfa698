using ServiceDefaults.Http;
using ServiceDefaults.Tests.Pipelines;

namespace ServiceDefaults.Tests.Http;

/// <summary>A missing address looks like an outage; only the start-up log distinguishes them.</summary>
public sealed class MissingAddressTests
{
    private const string Dependency = "thing";
    private const string Message =
        "No address is configured for thing: its calls go to a host named thing. If there is no such host, "
        + "set services:thing:http:0 "
        + "to its address, such as http://127.0.0.1:5301.";

    [Theory]
    [InlineData("services:thing:http:0", 0)]
    [InlineData("services:thong:http:0", 1)]
    public async Task Start_OfAClient_LogsOnlyAMissingAddress(string setting, int logged)
    {
        using var host = new PipelineHost(
            builder => builder.AddResilientHttpClient<Client>(Dependency),
            new(StringComparer.Ordinal) { [setting] = "http://127.0.0.1:9" });

        await host.Host.StartAsync(TestContext.Current.CancellationToken);

        Assert.Equal(logged, host.Logs.GetSnapshot().Count(entry => entry.Message == Message));
        await host.Host.StopAsync(TestContext.Current.CancellationToken);
    }

    private sealed class Client(HttpClient http)
    {
        public HttpClient Http => http;
    }
}
