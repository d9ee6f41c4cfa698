using System.Net.Sockets;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting
{
    /// <summary>What an AppHost says of its containers compiles; starting them is what the stand-in cannot do, and says.</summary>
    public static class PostgresBuilderExtensions
    {
        public static IResourceBuilder<PostgresServerResource> AddPostgres(this IDistributedApplicationBuilder builder, string name, IResourceBuilder<ParameterResource>? userName = null, IResourceBuilder<ParameterResource>? password = null, int? port = null)
        {
            var secret = password?.Resource ?? new ParameterResource($"{name}-password", _ => new GenerateParameterDefault().GetDefaultValue(), secret: true);
            return builder.AddResource(new PostgresServerResource(name, userName?.Resource, secret))
                .WithAnnotation(new EndpointAnnotation(ProtocolType.Tcp, name: "tcp", port: port, targetPort: 5432));
        }

        public static IResourceBuilder<PostgresDatabaseResource> AddDatabase(this IResourceBuilder<PostgresServerResource> builder, string name, string? databaseName = null) =>
            builder.ApplicationBuilder.AddResource(new PostgresDatabaseResource(name, databaseName ?? name, builder.Resource));

        public static IResourceBuilder<PostgresServerResource> WithDataVolume(this IResourceBuilder<PostgresServerResource> builder, string? name = null, bool isReadOnly = false) => builder;
    }

    public static class RedisBuilderExtensions
    {
        public static IResourceBuilder<RedisResource> AddRedis(this IDistributedApplicationBuilder builder, string name, int? port = null, IResourceBuilder<ParameterResource>? password = null) =>
            builder.AddResource(new RedisResource(name, password?.Resource)).WithAnnotation(new EndpointAnnotation(ProtocolType.Tcp, name: "tcp", port: port, targetPort: 6379));

        public static IResourceBuilder<RedisResource> WithDataVolume(this IResourceBuilder<RedisResource> builder, string? name = null, bool isReadOnly = false) => builder;
    }
}

namespace Aspire.Hosting.ApplicationModel
{
    public class PostgresServerResource(string name, ParameterResource? userName, ParameterResource password) : ContainerResource(name), IResourceWithConnectionString
    {
        public EndpointReference PrimaryEndpoint => this.GetEndpoint("tcp");

        public ParameterResource? UserNameParameter { get; } = userName;

        public ParameterResource PasswordParameter { get; } = password;

        public ReferenceExpression UserNameReference => UserNameParameter is { } given ? ReferenceExpression.Create($"{given}") : ReferenceExpression.Create($"postgres");

        public ReferenceExpression ConnectionStringExpression => ReferenceExpression.Create(
            $"Host={PrimaryEndpoint.Property(EndpointProperty.Host)};Port={PrimaryEndpoint.Property(EndpointProperty.Port)};Username={UserNameReference};Password={PasswordParameter}");

        IEnumerable<KeyValuePair<string, ReferenceExpression>> IResourceWithConnectionString.GetConnectionProperties() =>
        [
            new("Host", ReferenceExpression.Create($"{PrimaryEndpoint.Property(EndpointProperty.Host)}")),
            new("Port", ReferenceExpression.Create($"{PrimaryEndpoint.Property(EndpointProperty.Port)}")),
            new("Username", UserNameReference),
            new("Password", ReferenceExpression.Create($"{PasswordParameter}")),
        ];
    }

    public class PostgresDatabaseResource(string name, string databaseName, PostgresServerResource postgresParentResource) : Resource(name), IResourceWithParent<PostgresServerResource>, IResourceWithConnectionString
    {
        public string DatabaseName { get; } = databaseName;

        public PostgresServerResource Parent { get; } = postgresParentResource;

        public ReferenceExpression ConnectionStringExpression => ReferenceExpression.Create($"{Parent};Database={DatabaseName}");

        IEnumerable<KeyValuePair<string, ReferenceExpression>> IResourceWithConnectionString.GetConnectionProperties() =>
            [.. ((IResourceWithConnectionString)Parent).GetConnectionProperties(), new("DatabaseName", ReferenceExpression.Create($"{DatabaseName}"))];
    }

    public class RedisResource(string name, ParameterResource? password) : ContainerResource(name), IResourceWithConnectionString
    {
        public EndpointReference PrimaryEndpoint => this.GetEndpoint("tcp");

        public ParameterResource? PasswordParameter { get; } = password;

        public ReferenceExpression ConnectionStringExpression => PasswordParameter is { } secret
            ? ReferenceExpression.Create($"{PrimaryEndpoint.Property(EndpointProperty.HostAndPort)},password={secret}")
            : ReferenceExpression.Create($"{PrimaryEndpoint.Property(EndpointProperty.HostAndPort)}");
    }
}
