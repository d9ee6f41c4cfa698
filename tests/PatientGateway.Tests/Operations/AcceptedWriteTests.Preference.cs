using System.Net;
using PatientGateway.Tests.Failures;

namespace PatientGateway.Tests.Operations;

/// <summary>The preference to be queued, in one header line or in several.</summary>
public sealed partial class AcceptedWriteTests
{
    /// <summary>Several lines of a header are one list (RFC 9110, 5.3).</summary>
    [Theory]
    [InlineData("Respond-Async; wait=10")]
    [InlineData("return=minimal, respond-async")]
    [InlineData("return=minimal", "respond-async")]
    [InlineData("respond-async", "wait=5", "return=\"a, b\"")]
    public async Task Write_WithThePreferenceInAnyLineOfTheHeader_IsAccepted(params string[] lines)
    {
        _gateway.OpenCircuit();

        using var response = await _gateway.SendAsync(
            HttpMethod.Post, "", wait: false, headers: [.. lines.Select(line => ("Prefer", line))]);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal("respond-async", response.Headers.GetValues("Preference-Applied").Single());
    }

    [Theory]
    [InlineData("return=minimal", "wait=10")]
    [InlineData("return=\"respond-async\"", "foo; respond-async")]
    public async Task Write_WithoutThePreferenceInAnyLineOfTheHeader_Fails(params string[] lines)
    {
        _gateway.OpenCircuit();

        using var response = await _gateway.SendAsync(
            HttpMethod.Post, "", wait: false, headers: [.. lines.Select(line => ("Prefer", line))]);

        await ProblemAssert.IsProblemAsync(response, 503);
    }
}
