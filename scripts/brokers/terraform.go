// Makes the resources of a Terraform configuration in JSON with the provider that Terraform itself would load:
// `terraform FILE HOST:PORT`. Says a line for each that it refuses, and ends with 1 then. Beside the provider's own sources.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"os"
	"sort"
	"sync"

	"github.com/Mongey/terraform-provider-kafka/kafka"
	"github.com/hashicorp/terraform-plugin-sdk/v2/terraform"
)

type configuration struct {
	Resource map[string]map[string]map[string]any `json:"resource"`
}

// What Terraform itself takes out of a resource before its provider sees it.
var metaArguments = []string{"//", "lifecycle"}

func main() {
	text, err := os.ReadFile(os.Args[1])
	if err != nil {
		end(err)
	}
	var wanted configuration
	if err := json.Unmarshal(text, &wanted); err != nil {
		end(err)
	}
	// What went wrong is told at the end.
	log.SetOutput(io.Discard)
	ctx := context.Background()
	provider := kafka.Provider()
	settings := terraform.NewResourceConfigRaw(map[string]any{"bootstrap_servers": []any{os.Args[2]}, "tls_enabled": false, "timeout": 30})
	if found := provider.Configure(ctx, settings); found.HasError() {
		end(found)
	}
	var problems []string
	var lock sync.Mutex
	var all sync.WaitGroup
	places := make(chan struct{}, 16)
	refuse := func(address string, reason any) {
		lock.Lock()
		defer lock.Unlock()
		problems = append(problems, fmt.Sprintf("%s: %v", address, reason))
	}
	for kind, resources := range wanted.Resource {
		resource, known := provider.ResourcesMap[kind]
		for name, arguments := range resources {
			address := kind + "." + name
			if !known {
				refuse(address, "the provider has no such resource")
				continue
			}
			for _, meta := range metaArguments {
				delete(arguments, meta)
			}
			given := terraform.NewResourceConfigRaw(arguments)
			if found := resource.Validate(given); found.HasError() {
				refuse(address, found)
				continue
			}
			all.Add(1)
			go func() {
				defer all.Done()
				places <- struct{}{}
				defer func() { <-places }()
				difference, err := resource.Diff(ctx, nil, given, provider.Meta())
				if err != nil {
					refuse(address, err)
					return
				}
				if _, found := resource.Apply(ctx, nil, difference, provider.Meta()); found.HasError() {
					refuse(address, found)
				}
			}()
		}
	}
	all.Wait()
	sort.Strings(problems)
	for _, problem := range problems {
		fmt.Println(problem)
	}
	if len(problems) > 0 {
		os.Exit(1)
	}
}

func end(reason any) {
	fmt.Fprintln(os.Stderr, reason)
	os.Exit(2)
}
