using System.Net;
using System.Net.Sockets;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.StandIn;
using Testing;

namespace AspireStandIn.Tests;

public sealed class ModelTests
{
    [Fact]
    public void RefuseCircles_OfResourcesThatWaitForEachOther_NamesThem()
    {
        var builder = DistributedApplication.CreateBuilder();
        var first = builder.AddExecutable("first", "true", ".");
        var second = builder.AddExecutable("second", "true", ".").WaitFor(first);
        first.WaitFor(second);

        var failure = Assert.Throws<DistributedApplicationException>(() => Dependencies.RefuseCircles(builder.Resources));

        Assert.Contains("first -> second -> first", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReferenceExpression_OfLiteralsParametersAndEndpoints_ResolvesAll()
    {
        var builder = DistributedApplication.CreateBuilder();
        var password = builder.AddParameter("password", "p{w}", secret: true);
        var server = builder.AddExecutable("server", "true", ".").WithEndpoint(port: 7777, name: "tcp");
        server.Resource.Annotations.OfType<EndpointAnnotation>().Single().AllocatedEndpoint = new AllocatedEndpoint(server.Resource.Annotations.OfType<EndpointAnnotation>().Single(), "localhost", 7777);

        var expression = ReferenceExpression.Create($"{{host}}={server.GetEndpoint("tcp").Property(EndpointProperty.HostAndPort)};password={password}");

        Assert.Equal("{host}=localhost:7777;password=p{w}", await expression.GetValueAsync(TestContext.Current.CancellationToken));
        Assert.Equal("{host}={server.bindings.tcp.HostAndPort};password={password.value}", expression.ValueExpression);
    }

    [Fact]
    public void Allocate_OfATakenPort_NamesPortAndResourceAndWhatToDo()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        var server = DistributedApplication.CreateBuilder().AddExecutable("server", "true", ".").WithHttpEndpoint(port: port);

        var failure = Assert.Throws<DistributedApplicationException>(() => Ports.Allocate(server.Resource, randomize: false));

        Assert.Contains($"{port}", failure.Message, StringComparison.Ordinal);
        Assert.Contains("'server'", failure.Message, StringComparison.Ordinal);
        Assert.Contains("--DcpPublisher:RandomizePorts=true", failure.Message, StringComparison.Ordinal);
        Ports.Allocate(server.Resource, randomize: true);
        Assert.NotEqual(port, server.GetEndpoint("http").Port);
    }

    [Fact]
    public async Task WithReference_ToAServiceAndADatabase_InjectsWhatAspireInjects()
    {
        var builder = DistributedApplication.CreateBuilder();
        var api = builder.AddResource(new ProjectResource("patient-api")).WithHttpEndpoint(port: 8080);
        Ports.Allocate(api.Resource, randomize: false);
        var redis = builder.AddRedis("redis", port: 6380);
        Ports.Allocate(redis.Resource, randomize: false);
        var gateway = builder.AddResource(new ProjectResource("gateway")).WithReference(api).WithReference(redis, connectionName: "cache");

        var context = new EnvironmentCallbackContext(builder.ExecutionContext, gateway.Resource);
        foreach (var callback in gateway.Resource.Annotations.OfType<EnvironmentCallbackAnnotation>())
        {
            await callback.Callback(context);
        }

        Assert.Equal(["services__patient-api__http__0", "PATIENT_API_HTTP", "ConnectionStrings__cache"], context.EnvironmentVariables.Keys);
        Assert.Equal("http://localhost:8080", await ((IValueProvider)context.EnvironmentVariables["PATIENT_API_HTTP"]).GetValueAsync(TestContext.Current.CancellationToken));
        Assert.Equal("localhost:6380", await ((IValueProvider)context.EnvironmentVariables["ConnectionStrings__cache"]).GetValueAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task GetConnectionProperties_OfADatabase_AreThoseOfItsServerAndItsName()
    {
        var builder = DistributedApplication.CreateBuilder();
        var server = builder.AddPostgres("postgres", password: builder.AddParameter("secret", "p"), port: 5433);
        Ports.Allocate(server.Resource, randomize: false);
        IResourceWithConnectionString database = server.AddDatabase("patients").Resource;

        var properties = database.GetConnectionProperties().ToDictionary(StringComparer.Ordinal);

        Assert.Equal(["Host", "Port", "Username", "Password", "DatabaseName"], properties.Keys);
        Assert.Equal("5433", await properties["Port"].GetValueAsync(TestContext.Current.CancellationToken));
        Assert.Equal("patients", await properties["DatabaseName"].GetValueAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("second", "http://localhost:2/")]
    [InlineData("none", "http://localhost:1/")]
    [InlineData(null, "http://localhost:1/")]
    public void LaunchProfile_ByName_IsThatOneOrTheFirst(string? name, string expected)
    {
        using var project = new TemporaryFolder();
        Directory.CreateDirectory(project["Properties"]);
        File.WriteAllText(
            project["Properties/launchSettings.json"],
            """{ "profiles": { "first": { "applicationUrl": "http://localhost:1" }, "second": { "applicationUrl": "http://localhost:2", "environmentVariables": { "A": "b" } }, } }""");

        var profile = LaunchProfile.Of(project.Path, name);

        Assert.Equal(expected, Assert.Single(profile!.ApplicationUrls).AbsoluteUri);
    }

    [Fact]
    public void WithSwitchesAsValues_OfALoneSwitch_KeepsTheArgumentBehindIt() =>
        Assert.Equal(["--no-dashboard", "true", "--data", "ephemeral", "--a=b", "--c", "true"], Arguments.WithSwitchesAsValues(["--no-dashboard", "--data", "ephemeral", "--a=b", "--c"]));

    [Fact]
    public async Task Start_OfAContainer_SaysWhatToDoInstead()
    {
        var builder = DistributedApplication.CreateBuilder();
        builder.AddRedis("redis");
        await using var application = builder.Build();

        var failure = await Assert.ThrowsAsync<DistributedApplicationException>(() => application.StartAsync(TestContext.Current.CancellationToken));

        Assert.Contains("--infrastructure processes", failure.Message, StringComparison.Ordinal);
    }
}
