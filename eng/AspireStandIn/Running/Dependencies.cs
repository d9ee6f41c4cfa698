using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.StandIn;

/// <summary>Who waits for whom.</summary>
internal static class Dependencies
{
    public static IEnumerable<IResource> Of(IResource resource) => resource.Annotations.OfType<WaitAnnotation>().Select(wait => wait.Resource);

    public static void RefuseCircles(IEnumerable<IResource> resources)
    {
        var settled = new HashSet<IResource>();
        foreach (var resource in resources)
        {
            Visit(resource, [], settled);
        }
    }

    private static void Visit(IResource resource, List<IResource> path, HashSet<IResource> settled)
    {
        if (path.Contains(resource))
        {
            throw new DistributedApplicationException($"Resources wait for each other in a circle: {string.Join(" -> ", path.Append(resource).Select(part => part.Name))}.");
        }

        if (settled.Contains(resource))
        {
            return;
        }

        foreach (var dependency in Of(resource))
        {
            Visit(dependency, [.. path, resource], settled);
        }

        settled.Add(resource);
    }
}
