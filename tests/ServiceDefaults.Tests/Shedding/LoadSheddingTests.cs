using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CsCheck;
using Microsoft.Extensions.Options;
using ServiceDefaults.Bulkheads;
using ServiceDefaults.Tests.Requests;
using Testing;

namespace ServiceDefaults.Tests.Shedding;

public sealed class LoadSheddingTests
{
    private const string Limits = "LoadShedding:";
    private const string Batch = Limits + "Criticalities:batch:MaxConcurrency";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Request_OfABatchBeyondItsLimit_IsShedWithAProblemAndOthersAreServed()
    {
        await using var server = await SheddingServer.StartAsync(settings: (Batch, "2"));
        Task<HttpResponseMessage>[] batches = [server.GetAsync("/batch"), server.GetAsync("/batch")];
        await Eventually.IsTrueAsync(() => server.Gate.Entered == 2);

        using var shed = await server.GetAsync("/batch");
        var interactive = server.GetAsync("/");
        await Eventually.IsTrueAsync(() => server.Gate.Entered == 3);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, shed.StatusCode);
        Assert.Equal("application/problem+json", shed.Content.Headers.ContentType?.MediaType);
        Assert.Equal(TimeSpan.FromSeconds(5), shed.Headers.RetryAfter?.Delta);
        Assert.Equal("batch", Assert.Single(shed.Headers.GetValues(CriticalityHeaders.Shed)));
        var problem = await shed.Content.ReadFromJsonAsync<JsonElement>(Token);
        Assert.Equal(
            ("system_busy", true, false, 5),
            (problem.GetProperty("category").GetString(), problem.GetProperty("canRetry").GetBoolean(),
                problem.GetProperty("mayHaveSucceeded").GetBoolean(), problem.GetProperty("retryAfter").GetInt32()));
        Assert.Equal(
            (3, 2, 2L, 1L, 1),
            (server.Statistics.Active, server.Statistics.Criticalities["batch"].Active,
                server.Statistics.Criticalities["batch"].Admitted, server.Statistics.Criticalities["batch"].Shed,
                server.Statistics.Criticalities["interactive"].Active));
        server.Gate.Open();
        foreach (var request in batches.Append(interactive))
        {
            using var response = await request;
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
    }

    [Fact]
    public async Task Request_WhileTheProcessIsHalfFull_IsShedByCriticality()
    {
        await using var server = await SheddingServer.StartAsync(settings: (Limits + "MaxConcurrency", "4"));
        List<Task<HttpResponseMessage>> interactive = [server.GetAsync("/"), server.GetAsync("/")];
        await Eventually.IsTrueAsync(() => server.Gate.Entered == 2);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusAsync(server, "/batch"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusAsync(server, "/admin"));
        interactive.AddRange([server.GetAsync("/"), server.GetAsync("/")]);
        await Eventually.IsTrueAsync(() => server.Gate.Entered == 4);
        using var refused = await server.GetAsync("/");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        // So that the circuit breakers of callers count it.
        Assert.False(refused.Headers.Contains(CriticalityHeaders.Shed));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, "/alive"));
        interactive.Add(server.GetAsync("/batch/critical"));
        await Eventually.IsTrueAsync(() => server.Gate.Entered == 5);

        server.Gate.Open();
        foreach (var request in interactive)
        {
            using var response = await request;
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        await Eventually.IsTrueAsync(() => server.Statistics.Active == 0);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, "/batch"));
    }

    [Theory]
    [InlineData("/", false, true, "batch", "none")]
    [InlineData("/", true, false, "batch", "none")]
    [InlineData("/", true, true, "batch", "batch")]
    [InlineData("/", true, true, "BATCH", "batch")]
    [InlineData("/", true, true, "made-up", "none")]
    [InlineData("/batch", true, true, "interactive", "none")]
    [InlineData("/batch", false, false, null, "batch")]
    [InlineData("/batch/critical", false, false, null, "none")]
    public async Task Request_WithACriticality_PassesItToItsOperations(
        string path, bool trustCallers, bool isAuthenticated, string? header, string expected)
    {
        await using var server = await SheddingServer.StartAsync(trustCallers);
        server.Gate.Open();

        using var response = await server.GetAsync(
            path,
            (SheddingServer.Caller, isAuthenticated ? "gateway" : ""),
            (CriticalityHeaders.Criticality, header ?? ""));

        Assert.Equal(expected, await response.Content.ReadAsStringAsync(Token));
    }

    [Fact]
    public async Task Request_WithAnyCriticality_IsMappedToAConfiguredOne()
    {
        string[] sheddable = [Criticality.Batch, Criticality.Admin, Criticality.Extra];
        await using var server = await SheddingServer.StartAsync(trustCallers: true);
        server.Gate.Open();

        await Gen.OneOf(
            Gen.String,
            Texts.OneOf("batch", "Admin", "eXtra", "critical", "interactive", ",", ";", " ").Array[0, 3]
                .Select(string.Concat),
            Gen.Select(Texts.OneOf(sheddable), Gen.Int, Spellings.InAnyCase))
            .SampleAsync(
                async value =>
                {
                    using var response = await server.GetAsync(
                        "/", (SheddingServer.Caller, "gateway"), (CriticalityHeaders.Criticality, value));

                    Assert.Equal(HttpStatusCode.OK, response.StatusCode);
                    var known = sheddable.FirstOrDefault(
                        name => name.Equals(value, StringComparison.OrdinalIgnoreCase));
                    Assert.Equal(known ?? "none", await response.Content.ReadAsStringAsync(Token));
                },
                iter: 500);

        Assert.Subset(
            sheddable.Append(Criticality.Interactive).ToHashSet(StringComparer.Ordinal),
            server.Statistics.Criticalities.Keys.ToHashSet(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Request_WhileSheddingIsOff_IsAdmitted()
    {
        await using var server = await SheddingServer.StartAsync(
            settings: [(Batch, "1"), (Limits + "Enabled", "false")]);
        Task<HttpResponseMessage>[] batches = [server.GetAsync("/batch"), server.GetAsync("/batch")];

        await Eventually.IsTrueAsync(() => server.Gate.Entered == 2);

        server.Gate.Open();
        foreach (var request in batches)
        {
            using var response = await request;
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
    }

    [Theory]
    [InlineData("MaxConcurrency", "0")]
    [InlineData("Criticalities:batch:MaxConcurrency", "0")]
    [InlineData("Criticalities:batch:Share", "1.1")]
    public async Task Start_WithANumberOutOfRange_NamesTheOption(string option, string value)
    {
        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(
            () => SheddingServer.StartAsync(settings: (Limits + option, value)));

        Assert.StartsWith($"{Limits}{option} is {value}; it must ", Assert.Single(refusal.Failures));
    }

    private static async Task<HttpStatusCode> StatusAsync(SheddingServer server, string path)
    {
        using var response = await server.GetAsync(path);
        return response.StatusCode;
    }
}
