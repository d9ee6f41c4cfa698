using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace ServiceDefaults.Tests.Errors;

public sealed class ProblemEnricherTests
{
    [Theory]
    [InlineData("GET", 400, "business_logic", false, false)]
    [InlineData("GET", 404, "not_found", false, false)]
    [InlineData("POST", 409, "conflict", false, false)]
    [InlineData("POST", 500, "unknown", false, true)]
    [InlineData("GET", 500, "unknown", false, false)]
    [InlineData("POST", 503, "service_unavailable", true, false)]
    [InlineData("POST", 504, "timeout", true, true)]
    public async Task Enrich_StatusWithoutBody_GetsTheProblemFields(
        string method, int status, string category, bool canRetry, bool mayHaveSucceeded)
    {
        await using var server = await ProblemServer.StartAsync(app => app.Map("/", () => Results.StatusCode(status)));

        using var response = await server.SendAsync(new HttpMethod(method));

        Assert.Equal(status, (int)response.StatusCode);
        var problem = await ProblemServer.ProblemOfAsync(response);
        Assert.Equal(category, problem.GetProperty("category").GetString());
        Assert.NotEmpty(problem.GetProperty("detail").GetString()!);
        Assert.Equal(canRetry, problem.GetProperty("canRetry").GetBoolean());
        Assert.Equal(mayHaveSucceeded, problem.GetProperty("mayHaveSucceeded").GetBoolean());
        Assert.Matches("^[0-9a-f]{32}$", problem.GetProperty("traceId").GetString());
        Assert.False(problem.TryGetProperty("retryAfter", out _));
        Assert.False(response.Headers.Contains("Retry-After"));
    }

    [Fact]
    public async Task Enrich_InvalidParameterInDevelopment_IsNotAnException()
    {
        await using var server = await ProblemServer.StartAsync(
            app => app.MapGet("/", (int number) => number), environment: "Development");

        using var response = await server.SendAsync(HttpMethod.Get, "/?number=seven");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(
            "business_logic", (await ProblemServer.ProblemOfAsync(response)).GetProperty("category").GetString());
        Assert.DoesNotContain(server.Logs, log => log.Id.Id is > 3000 and < 3010);
    }

    [Fact]
    public async Task Enrich_UnknownRoute_IsNotFound()
    {
        await using var server = await ProblemServer.StartAsync(_ => { });

        using var response = await server.SendAsync(HttpMethod.Get, "/nowhere");

        Assert.Equal("not_found", (await ProblemServer.ProblemOfAsync(response)).GetProperty("category").GetString());
    }

    [Fact]
    public async Task Enrich_RetryAfterHeaderAlreadySet_FieldEqualsIt()
    {
        await using var server = await ProblemServer.StartAsync(app => app.MapGet("/", (HttpContext context) =>
        {
            context.Response.Headers.RetryAfter = "42";
            return Results.StatusCode(StatusCodes.Status429TooManyRequests);
        }));

        using var response = await server.SendAsync(HttpMethod.Get);

        Assert.Equal("42", Assert.Single(response.Headers.GetValues("Retry-After")));
        Assert.Equal(42, (await ProblemServer.ProblemOfAsync(response)).GetProperty("retryAfter").GetInt32());
    }

    [Fact]
    public async Task Enrich_HostSetsItsOwnCategory_IsKept()
    {
        await using var server = await ProblemServer.StartAsync(
            app => app.MapGet("/", () => Results.ValidationProblem(
                new Dictionary<string, string[]>(StringComparer.Ordinal) { ["name"] = ["Give one."] })),
            builder => builder.Services.Configure<ProblemDetailsOptions>(
                options => options.CustomizeProblemDetails = context =>
                    context.ProblemDetails.Extensions["category"] = "conflict"));

        using var response = await server.SendAsync(HttpMethod.Get);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var problem = await ProblemServer.ProblemOfAsync(response);
        Assert.Equal("conflict", problem.GetProperty("category").GetString());
        Assert.Equal("Give one.", problem.GetProperty("errors").GetProperty("name")[0].GetString());
        Assert.False(problem.TryGetProperty("canRetry", out _));
    }

    [Fact]
    public async Task Enrich_ProblemOfASuccess_IsUnchanged()
    {
        await using var server = await ProblemServer.StartAsync(
            app => app.MapGet("/", () => Results.Problem(statusCode: StatusCodes.Status207MultiStatus)));

        using var response = await server.SendAsync(HttpMethod.Get);

        Assert.False((await ProblemServer.ProblemOfAsync(response)).TryGetProperty("category", out _));
    }
}
