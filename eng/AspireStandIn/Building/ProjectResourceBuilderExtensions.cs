using System.Net.Sockets;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.StandIn;

namespace Aspire.Hosting;

public static class ProjectResourceBuilderExtensions
{
    public static IResourceBuilder<ProjectResource> AddProject<TProject>(this IDistributedApplicationBuilder builder, string name) where TProject : IProjectMetadata, new()
    {
        var metadata = new TProject();
        var profile = LaunchProfile.Of(Path.GetDirectoryName(metadata.ProjectPath)!, builder.Configuration["DOTNET_LAUNCH_PROFILE"]);
        return AddProject(builder, name, metadata, profile);
    }

    public static IResourceBuilder<ProjectResource> AddProject<TProject>(this IDistributedApplicationBuilder builder, string name, string? launchProfileName) where TProject : IProjectMetadata, new()
    {
        var metadata = new TProject();
        var profile = launchProfileName is null ? null : LaunchProfile.Of(Path.GetDirectoryName(metadata.ProjectPath)!, launchProfileName);
        return AddProject(builder, name, metadata, profile);
    }

    public static IResourceBuilder<ProjectResource> AddProject(this IDistributedApplicationBuilder builder, string name, string projectPath, string? launchProfileName) =>
        AddProject(builder, name, new ProjectAt(projectPath), launchProfileName is null ? null : LaunchProfile.Of(Path.GetDirectoryName(projectPath)!, launchProfileName));

    public static IResourceBuilder<ProjectResource> WithReplicas(this IResourceBuilder<ProjectResource> builder, int replicas) =>
        builder.WithAnnotation(new ReplicaAnnotation(replicas), ResourceAnnotationMutationBehavior.Replace);

    private static IResourceBuilder<ProjectResource> AddProject(IDistributedApplicationBuilder builder, string name, IProjectMetadata metadata, LaunchProfile? profile)
    {
        var project = builder.AddResource(new ProjectResource(name)).WithAnnotation(metadata);
        foreach (var url in profile?.ApplicationUrls ?? [])
        {
            project.WithAnnotation(new EndpointAnnotation(ProtocolType.Tcp, url.Scheme, name: url.Scheme, port: url.Port));
        }

        foreach (var (variable, value) in profile?.Environment ?? [])
        {
            project.WithEnvironment(variable, value);
        }

        return project;
    }

    private sealed record ProjectAt(string ProjectPath) : IProjectMetadata;
}
