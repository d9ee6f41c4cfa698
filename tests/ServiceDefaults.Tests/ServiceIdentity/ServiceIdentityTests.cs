using System.Net;
using CsCheck;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ServiceDefaults.ServiceIdentity;
using ServiceDefaults.Tests.Requests;
using Testing;

namespace ServiceDefaults.Tests.ServiceIdentity;

/// <summary>
/// Every response of the service has the identity header; responses sent before the request reaches the service do not.
/// </summary>
public sealed class ServiceIdentityTests
{
    private const string Expected = "records; environment=Test";

    [Theory]
    [InlineData("GET", "/", HttpStatusCode.OK)]
    [InlineData("HEAD", "/", HttpStatusCode.OK)]
    [InlineData("GET", "/empty", HttpStatusCode.NoContent)]
    [InlineData("GET", "/unchanged", HttpStatusCode.NotModified)]
    [InlineData("GET", "/defect", HttpStatusCode.InternalServerError)]
    [InlineData("GET", "/cleared", HttpStatusCode.Accepted)]
    [InlineData("GET", "/forged", HttpStatusCode.OK)]
    [InlineData("GET", "/number/none", HttpStatusCode.BadRequest)]
    [InlineData("GET", "/nowhere", HttpStatusCode.NotFound)]
    [InlineData("DELETE", "/", HttpStatusCode.MethodNotAllowed)]
    [InlineData("GET", "/health", HttpStatusCode.OK)]
    public async Task Response_OfAnyKind_CarriesTheIdentityOnce(string method, string path, HttpStatusCode expected)
    {
        await using var service = await StartAsync("records");

        using var response = await SendAsync(service, method, path);

        Assert.Equal(expected, response.StatusCode);
        Assert.Equal([Expected], response.Headers.GetValues(ServiceIdentityHeader.Name));
        Assert.True(ServiceIdentityHeader.IsFrom(response, "records", "Test"));
    }

    [Fact]
    public async Task Response_AfterTheRequestDeadline_CarriesTheIdentity()
    {
        await using var service = await StartAsync("records");

        using var response = await SendAsync(service, "GET", "/", ("X-Request-Deadline-Ms", "0"));

        Assert.Equal(HttpStatusCode.GatewayTimeout, response.StatusCode);
        Assert.Equal([Expected], response.Headers.GetValues(ServiceIdentityHeader.Name));
    }

    /// <summary>
    /// The request is for another host, so it is not meant for this service, and the server's host filtering rejects
    /// it.
    /// </summary>
    [Fact]
    public async Task Response_OfHostFiltering_CarriesNone()
    {
        await using var service = await StartAsync("records");

        using var response = await SendAsync(service, "GET", "/", ("Host", "other.test"));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.False(response.Headers.Contains(ServiceIdentityHeader.Name));
    }

    [Fact]
    public async Task Response_OfAServiceWithoutAName_CarriesNone()
    {
        await using var service = await StartAsync(name: null);

        using var response = await SendAsync(service, "GET", "/");

        Assert.False(response.Headers.Contains(ServiceIdentityHeader.Name));
    }

    [Theory]
    [InlineData("records; environment=Test", true)]
    [InlineData("Records; environment=test", true)]
    [InlineData("records", false)]
    [InlineData("records; environment=", false)]
    [InlineData("records; environment=Test2", false)]
    [InlineData("records; environment=Production", false)]
    [InlineData("other; environment=Test", false)]
    [InlineData("records; environment=Test, records; environment=Test", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void IsFrom_AHeader_ComparesServiceAndEnvironment(string? value, bool expected)
    {
        using var response = new HttpResponseMessage();
        response.Headers.TryAddWithoutValidation(ServiceIdentityHeader.Name, value is null ? [] : [value]);

        Assert.Equal(expected, ServiceIdentityHeader.IsFrom(response, "records", "Test"));
    }

    [Fact]
    public void IsFrom_TwoHeaders_IsFalse()
    {
        using var response = new HttpResponseMessage();
        response.Headers.TryAddWithoutValidation(ServiceIdentityHeader.Name, [Expected, Expected]);

        Assert.False(ServiceIdentityHeader.IsFrom(response, "records", "Test"));
    }

    [Fact]
    public void IsFrom_TheFormattedValueInAnyCase_IsTrue() => Gen.Select(
        Gen.String[Gen.Char["abcXYZ-09"], 1, 12], Gen.String[Gen.Char["abcXYZ09"], 1, 12], Gen.Int)
        .Sample((service, environment, seed) => ServiceIdentityHeader.IsFrom(
            ResponseWith(Spellings.InAnyCase(ServiceIdentityHeader.Format(service, environment), seed)),
            service,
            environment));

    [Fact]
    public void IsFrom_AnyHeader_IsTrueForTheExpectedValueOnly() => Gen.OneOf(
        Gen.String,
        Texts.OneOf("records", "Records", "; ", ";", "environment=", "Environment=", "Test", "test", " ", ",", "\"")
            .Array[0, 6].Select(string.Concat))
        .Sample(value => ServiceIdentityHeader.IsFrom(ResponseWith(value), "records", "Test")
            == value.Equals(Expected, StringComparison.OrdinalIgnoreCase));

    private static HttpResponseMessage ResponseWith(string value)
    {
        var response = new HttpResponseMessage();
        response.Headers.TryAddWithoutValidation(ServiceIdentityHeader.Name, value);
        return response;
    }

    private static async Task<WebApplication> StartAsync(string? name)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Test" });
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        builder.Configuration["AllowedHosts"] = "localhost";
        builder.AddServiceDefaults();
        builder.Services.Configure<ServiceIdentityOptions>(options => options.Service = name);
        var app = builder.Build();
        app.MapDefaultEndpoints();
        app.MapGet("/", () => "here");
        app.MapMethods("/", [HttpMethods.Head], () => Results.Ok());
        app.MapGet("/empty", () => Results.NoContent());
        app.MapGet("/unchanged", () => Results.StatusCode(StatusCodes.Status304NotModified));
        app.MapGet("/defect", string () => throw new InvalidOperationException("a defect"));
        app.MapGet("/number/{number}", (int number) => number);
        app.MapGet("/cleared", (HttpResponse response) =>
        {
            response.Clear();
            response.StatusCode = StatusCodes.Status202Accepted;
        });
        app.MapGet("/forged", (HttpResponse response) =>
        {
            response.Headers[ServiceIdentityHeader.Name] = "another";
            return "here";
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }

    private static async Task<HttpResponseMessage> SendAsync(
        WebApplication service, string method, string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await service.GetTestClient().SendAsync(request, TestContext.Current.CancellationToken);
    }
}
