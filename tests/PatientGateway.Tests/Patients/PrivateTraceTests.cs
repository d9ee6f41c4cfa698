using System.Net;
using Microsoft.AspNetCore.Http;
using PatientGateway.Tests.Fixtures;
using Testing;

namespace PatientGateway.Tests.Patients;

/// <summary>On real sockets, because the client's own handler writes the URL into its span.</summary>
public sealed class PrivateTraceTests
{
    private const string ExternalId = "mrn-4711";

    [Theory]
    [InlineData("PUT", $"/by-external-id/{ExternalId}", "/by-external-id/{externalId}", "upsert_patient")]
    [InlineData("GET", $"/{Samples.Id}", "/{id:guid}", "get_patient")]
    [InlineData("GET", $"?search={ExternalId}", "/", "list_patients")]
    public async Task Request_Traced_HasNoPatientDataInItsSpans(
        string method, string target, string route, string operation)
    {
        using var trace = new TraceRecorder();
        await using var api = await KestrelApi.StartAsync(http =>
        {
            http.Response.ContentType = "application/json";
            return http.Response.WriteAsync(
                operation == "list_patients" ? Samples.Page : Samples.Patient, http.RequestAborted);
        });
        await using var gateway = Gateway.OnKestrel(api.Address, ("Edge:ContinueTraces", "true"));
        using var caller = new HttpClient(new SocketsHttpHandler { ActivityHeadersPropagator = null })
        {
            BaseAddress = gateway.ClientOptions.BaseAddress
        }.WithKey();
        using var request = new HttpRequestMessage(new(method), $"{Gateway.Patients}{target}")
        {
            Headers = { { "traceparent", trace.Parent } }
        };
        request.Content = method == "PUT" ? Samples.Json() : null;

        using var response = await caller.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var spans = await trace.UntilAsync(
            span => span.GetTagItem("http.route") is not null, TestContext.Current.CancellationToken);
        Assert.Equal($"{Gateway.Patients}{route}", spans[^1].GetTagItem("url.path"));
        var call = Assert.Single(spans, span => span.Source.Name == "System.Net.Http");
        Assert.Equal(
            (api.Address.GetLeftPart(UriPartial.Authority), operation),
            (call.GetTagItem("url.full"), call.GetTagItem("operation")));
        Assert.All(spans.Select(TraceRecorder.TextOf), text => Assert.True(IsPrivate(text), text));
    }

    private static bool IsPrivate(string text) =>
        !text.Contains(ExternalId, StringComparison.OrdinalIgnoreCase)
            && !text.Contains(Samples.Id, StringComparison.OrdinalIgnoreCase);
}
