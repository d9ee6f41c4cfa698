using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using ServiceDefaults.Dependencies;
using ServiceDefaults.Health;
using ServiceDefaults.Pipelines;

namespace ServiceDefaults.Tests.Health;

public sealed class HealthEndpointTests
{
    private const string Private = "Host=db;Password=hunter2;patient=Ada";

    private readonly ScriptedCheck _check = new();

    [Theory]
    [InlineData(DependencyImportance.Essential, HttpStatusCode.ServiceUnavailable, "Unhealthy", "Unhealthy")]
    [InlineData(DependencyImportance.Degradable, HttpStatusCode.OK, "Degraded", "Degraded")]
    [InlineData(DependencyImportance.Optional, HttpStatusCode.OK, "Healthy", "Unhealthy")]
    public async Task Get_ADependencyFails_DependsOnItsImportance(
        DependencyImportance importance, HttpStatusCode status, string overall, string own)
    {
        await using var server = await StartAsync(importance);
        await server.SettleAsync();
        _check.Run = () => throw new InvalidOperationException(Private);
        await server.RunAsync(3);

        Assert.Equal((status, overall), await server.GetAsync("/ready"));
        Assert.Equal((status, overall), await server.GetAsync("/health"));
        Assert.Equal(own, (await server.GetAsync("/health/labs")).Body);
        Assert.Equal((HttpStatusCode.OK, "Healthy"), await server.GetAsync("/alive"));
        Assert.Equal((HttpStatusCode.OK, "Healthy"), await server.GetAsync("/started"));
    }

    [Theory]
    [InlineData(HealthStatus.Unhealthy, "Unhealthy")]
    [InlineData(HealthStatus.Degraded, "Degraded")]
    public async Task Get_AFailureWithoutDeclaredImportance_IsItsFailureStatus(HealthStatus failure, string expected)
    {
        await using var server = await HealthServer.StartAsync(
            builder => builder.Services.AddHealthChecks().AddCheck("labs", _check, failure));
        await server.SettleAsync();
        _check.Run = () => throw new InvalidOperationException(Private);
        await server.RunAsync(3);

        Assert.Equal(expected, (await server.GetAsync("/health")).Body);
    }

    [Fact]
    public async Task Get_WhileAStartupCheckFails_IsAliveAndNotStarted()
    {
        _check.Return(HealthStatus.Unhealthy);
        await using var server = await HealthServer.StartAsync(builder =>
            _check.AddTo(builder, "labs", DependencyImportance.Optional, HealthEndpoints.StartTag));
        await server.SettleAsync(starting: 1);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "Unhealthy"), await server.GetAsync("/started"));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "Unhealthy"), await server.GetAsync("/ready"));
        Assert.Equal((HttpStatusCode.OK, "Healthy"), await server.GetAsync("/alive"));
    }

    [Fact]
    public async Task Get_ALivenessCheckFails_IsNotAlive()
    {
        await using var server = await HealthServer.StartAsync(builder =>
            _check.AddTo(builder, "labs", DependencyImportance.Essential, HealthEndpoints.LiveTag));
        await server.SettleAsync();
        _check.Return(HealthStatus.Unhealthy);
        await server.RunAsync(3);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "Unhealthy"), await server.GetAsync("/alive"));
    }

    [Fact]
    public async Task Get_TheCircuitIsOpen_IsDegradedAndReady()
    {
        await using var server = await HealthServer.StartAsync(builder => builder
            .AddDependencyPipeline("labs", DependencyKind.Database)
            .AddCircuitHealth("labs", DependencyImportance.Degradable));
        await server.SettleAsync();
        Assert.True(server.Host.Services.GetRequiredService<DependencyStateRegistry>().TryGet("labs", out var state));
        state.CircuitBreaker.Isolate();
        await server.RunAsync(3);

        Assert.Equal((HttpStatusCode.OK, "Degraded"), await server.GetAsync("/ready"));
        Assert.Equal((HttpStatusCode.OK, "Healthy"), await server.GetAsync("/alive"));
    }

    [Theory]
    [InlineData("labs", DependencyImportance.Essential, "'labs' is essential")]
    [InlineData("lab", DependencyImportance.Optional, "No pipeline has the name 'lab'")]
    public async Task AddCircuitHealth_OfAnInvalidDependency_ThrowsWithTheReason(
        string dependency, DependencyImportance importance, string expected)
    {
        var refused = await Assert.ThrowsAsync<ArgumentException>(() => HealthServer.StartAsync(builder => builder
            .AddDependencyPipeline("labs", DependencyKind.Database).AddCircuitHealth(dependency, importance)));

        Assert.StartsWith(expected, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetDetails_AfterAFailure_HasTheCategoryAndNoText()
    {
        await using var server = await StartAsync(DependencyImportance.Degradable);
        await server.SettleAsync();
        var began = server.Time.GetUtcNow();
        _check.Return(HealthStatus.Unhealthy, Private, new TimeoutException(Private));
        await server.RunAsync(4);

        var (_, body) = await server.GetAsync("/health/details");

        Assert.DoesNotContain("hunter2", body, StringComparison.Ordinal);
        var document = JsonNode.Parse(body)!;
        Assert.Equal(
            ("degraded", true, true, false),
            ((string?)document["status"], (bool)document["ready"]!, (bool)document["started"]!,
                (bool)document["draining"]!));
        Assert.NotEmpty((string?)document["version"] ?? "");
        var labs = Assert.Single(
            document["entries"]!.AsArray(), entry => string.Equals((string?)entry!["name"], "labs"))!;
        Assert.Equal(
            ("degradable", "degraded", 4, "timeout"),
            ((string?)labs["importance"], (string?)labs["status"], (int)labs["misses"]!,
                (string?)labs["lastError"]!["category"]));
        Assert.Equal(began + (3 * HealthServer.Period), (DateTimeOffset)labs["since"]!);
        Assert.Equal(began + (4 * HealthServer.Period), (DateTimeOffset)labs["lastError"]!["time"]!);
    }

    [Theory]
    [InlineData("Development", HttpStatusCode.OK)]
    [InlineData("Test", HttpStatusCode.NotFound)]
    [InlineData("Production", HttpStatusCode.NotFound)]
    public async Task GetDetails_WithoutDeclaredAccess_ExistInDevelopmentOnly(
        string environment, HttpStatusCode expected)
    {
        await using var server = await StartAsync(DependencyImportance.Essential, environment);

        Assert.Equal(expected, (await server.GetAsync("/health/details")).Status);
        Assert.Equal(expected, (await server.GetAsync("/health/labs")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await server.GetAsync("/health/nothing")).Status);
    }

    [Fact]
    public async Task Map_InProductionWithDeclaredAccess_DeclaresItForBothEndpoints()
    {
        var access = new object();
        await using var server = await StartAsync(
            DependencyImportance.Essential, "Production", status => status.WithMetadata(access));

        var closed = server.Host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.Contains(access)).ToList();

        Assert.Contains(HealthEndpoints.Details, closed.Select(endpoint => endpoint.RoutePattern.RawText));
        Assert.Contains(HealthEndpoints.Dependency, closed.Select(endpoint => endpoint.RoutePattern.RawText));
        Assert.DoesNotContain(closed, endpoint => endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null);
    }

    private Task<HealthServer> StartAsync(
        DependencyImportance importance, string environment = "Development",
        Action<IEndpointConventionBuilder>? authorize = null) => HealthServer.StartAsync(
        builder => _check.AddTo(builder, "labs", importance), environment, authorize);
}
