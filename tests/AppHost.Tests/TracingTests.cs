using System.Diagnostics;
using AppHost.Tests.Fixtures;
using PatientApi.Contracts;

namespace AppHost.Tests;

public sealed class TracingTests(SystemFixture system)
{
    [Fact]
    public async Task Read_ThroughTheGateway_IsOneTraceAcrossGatewayApiAndPostgres()
    {
        using var gateway = system.CreateGatewayClient();
        var (patient, _) = await gateway.CreateAsync(GatewayClient.NewPatient());
        var traceId = ActivityTraceId.CreateRandom().ToHexString();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{GatewayClient.Patients}/{patient.Id}");
        request.Headers.Add("traceparent", $"00-{traceId}-{ActivitySpanId.CreateRandom().ToHexString()}-01");

        using var response = await gateway.SendAsync(request, TestContext.Current.CancellationToken);
        response.EnsureSuccessStatusCode();

        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(TimeSpan.FromSeconds(30));
        var trace = await system.Telemetry.WaitForTraceAsync(traceId, HasAllThreeTiers, timeout.Token);
        var query = trace.First(IsQuery);
        Assert.Equal(ResourceNames.PatientGateway, Root(query, trace).Service);
    }

    private static bool HasAllThreeTiers(IReadOnlyList<Span> trace) =>
        trace.Any(span => span.Service == ResourceNames.PatientGateway
            && span.Scope.Contains("AspNetCore", StringComparison.Ordinal))
        && trace.Any(span => span.Service == ResourceNames.PatientApi
        && span.Scope.Contains("AspNetCore", StringComparison.Ordinal))
        && trace.Any(IsQuery);

    private static bool IsQuery(Span span) => span.Service == ResourceNames.PatientApi
        && string.Equals(span.Scope, "Npgsql", StringComparison.Ordinal);

    private static Span Root(Span span, IReadOnlyList<Span> trace) =>
        trace.FirstOrDefault(candidate => string.Equals(
            candidate.SpanId, span.ParentSpanId, StringComparison.Ordinal)) is { } parent ? Root(parent, trace) : span;
}
