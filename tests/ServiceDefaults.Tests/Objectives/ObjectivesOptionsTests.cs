using Microsoft.Extensions.Options;
using ServiceDefaults.Settings;

namespace ServiceDefaults.Tests.Objectives;

public sealed class ObjectivesOptionsTests
{
    [Theory]
    [InlineData(
        "Default:Availability", "1", "Objectives:Default:Availability is 1; it must be between 0.5 and 0.99999.")]
    [InlineData(
        "Default:Latency", "00:00:00", "Objectives:Default:Latency is 00:00:00; it must be between ")]
    [InlineData(
        "Default:LatencyShare", "0.2", "Objectives:Default:LatencyShare is 0.2; it must be between 0.5 and 0.99999.")]
    [InlineData("Routes:a:Availability", "2", "Objectives:Routes:a:Availability is 2; it must be between ")]
    [InlineData("Routes:a:Route", "", "Objectives:Routes:a:Route is ''; it must not be empty.")]
    [InlineData(
        "Routes:b:Route", "GET /orders/{answer}",
        "Objectives:Routes:b:Route is 'GET /orders/{answer}', as is that of Objectives:Routes:a. Keep one of them.")]
    public async Task Start_WithAnInvalidSetting_FailsNamingItAndItsValue(string option, string value, string expected)
    {
        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => ObjectiveServer.StartAsync(
            ("Objectives:Routes:a:Route", "GET /orders/{answer}"), ($"Objectives:{option}", value)));

        Assert.StartsWith(expected, Assert.Single(refusal.Failures), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WithAnUnknownRoute_FailsAndListsTheKnownRoutes()
    {
        var refusal = await Assert.ThrowsAsync<SettingsException>(
            () => ObjectiveServer.StartAsync(("Objectives:Routes:a:Route", "GET /orders/{id}")));

        Assert.Equal(
            "Objectives:Routes:a:Route is 'GET /orders/{id}', and this service has no such route. "
            + "Set one of: GET /orders/{answer}; POST /stock/{answer}.",
            refusal.Message);
    }

    [Fact]
    public async Task Start_WithARouteThatOnlyOtherInstancesHave_Starts()
    {
        await using var server = await ObjectiveServer.StartAsync(
            ("Objectives:Routes:a:Route", "GET /orders/{id}"), ("Objectives:Routes:a:Required", "false"));

        Assert.Empty(server.Status.Routes);
    }
}
